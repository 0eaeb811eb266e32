// user.js in Thunderbird's profile (or: Account Settings, Outgoing Server): it hands its mail to the port of postfix/master.cf, and
// files what you sent on your own disk. smtp1 and id1 are its names for your server and identity.
user_pref("mail.smtpserver.smtp1.hostname", "127.0.0.1");
user_pref("mail.smtpserver.smtp1.port", 10587);
user_pref("mail.smtpserver.smtp1.authMethod", 1); // none
user_pref("mail.smtpserver.smtp1.try_ssl", 0);
user_pref("mail.identity.id1.fcc_folder", "mailbox://nobody@Local%20Folders/Sent");
user_pref("mail.identity.id1.fcc_folder_picker_mode", "1");
