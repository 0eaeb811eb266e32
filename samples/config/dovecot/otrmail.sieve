# OTR-Mail is decrypted before it is delivered; every other mail passes byte for byte. When otrmail cannot do its work just
# now, the mail is delivered as it came: a mail client with otrmail in it can still read it.
require ["vnd.dovecot.filter"];

filter "otrmail-in";

# your own rules follow
