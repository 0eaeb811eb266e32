using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>
/// What follows when a store was set back to an older state (a restored backup). MAC keys of mails that the lost state
/// had read are public, and their seen-rows are gone: what the old keys still open may be a forgery. So all sessions
/// are retired, prekey and signing key are renewed, and mail that old keys open is labelled not authenticated.
/// </summary>
internal static class Quarantine
{
    /// <param name="context">The store.</param>
    /// <param name="teller">The contact whose echo told of it, if one did.</param>
    /// <param name="echo">The stamp of ours that he has seen: ours go on from there.</param>
    public static void All(PostboxContext context, Contact? teller = null, long echo = 0)
    {
        foreach (Contact contact in context.Contacts.All())
        {
            using Correspondence correspondence = context.Load(contact);
            correspondence.Quarantine(context.Now);
            if (contact.Fingerprint.Equals(teller?.Fingerprint))
                correspondence.SawEcho(echo);
            correspondence.Save(context.Store, context.Life);
        }

        context.Own.Quarantine(context.Now, context.Life, context.Random, context.Options.NewRsaKey);
    }
}
