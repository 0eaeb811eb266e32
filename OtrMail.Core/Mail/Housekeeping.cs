using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>
/// What is due by the table of life times, whoever runs first after the date: rotation of keys, forgetting, publishing
/// of expired signing keys, quarantine of a store that was set back.
/// </summary>
internal static class Housekeeping
{
    /// <summary>Contacts tended in one run; the rest follows in the next.</summary>
    private const int MaxContacts = 256;

    /// <summary>Does what is due, in memory of the transaction; answers whether there was anything.</summary>
    public static bool Run(PostboxContext context)
    {
        bool changed = false;
        if (context.Store.WasSetBack)
        {
            Quarantine.All(context);
            context.Store.ClearSetBack();
            changed = true;
        }

        changed |= context.Own.RotateIfDue(context.Now, context.Life, context.Random, context.Options.NewRsaKey);
        changed |= ForgetOwnKeys(context);
        changed |= ForgetSessions(context);
        changed |= ResendCache.ForgetDue(context);
        changed |= Archive.ForgetDue(context);
        changed |= PrivateThreads.ForgetDue(context);
        changed |= FetchLog.ForgetDue(context);
        changed |= OutgoingQueue.ForgetDue(context);
        changed |= RunHistory.Load(context.Store).Note(
            context.Store,
            context.Now,
            newestDue: Math.Max(
                context.Own.NewestDue(context.Now),
                Math.Max(
                    Correspondence.NewestDue(context),
                    Math.Max(ResendCache.NewestDue(context), Archive.NewestDue(context)))));
        return changed;
    }

    private static bool ForgetOwnKeys(PostboxContext context)
    {
        bool changed = context.Own.ForgetDue(context.Confirmed, context.Life);
        foreach (string prekey in context.Own.ErasedPrekeys)
            SeenRows.Forget(context.Store, OwnKeys.SeenScope(prekey));
        return changed;
    }

    private static bool ForgetSessions(PostboxContext context)
    {
        bool changed = false;
        foreach (string scope in Correspondence.DueScopes(context.Store, context.Confirmed, MaxContacts))
        {
            if (context.Contacts.FindByScope(scope) is not { } contact)
                continue;
            using Correspondence correspondence = context.Load(contact);
            correspondence.Save(context.Store, context.Life);
            changed = true;
        }

        return changed;
    }
}
