using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>
/// What follows when a store was set back to an older state (a restored backup). MAC keys of mails that the lost state
/// had read are public, and their seen-rows are gone: what the old keys still open may be a forgery. So all sessions
/// are retired, prekey and signing key are renewed, and mail that old keys open is labelled not authenticated.
/// </summary>
internal static class Quarantine
{
    public static void All(PostboxContext context)
    {
        foreach (Contact contact in context.Contacts.All())
        {
            using Correspondence correspondence = context.Load(contact);
            correspondence.Quarantine(context.Now);
            correspondence.Save(context.Store, context.Life);
        }

        context.Own.Quarantine(context.Now, context.Life, context.Random, context.Options.NewRsaKey);
    }
}
