using OtrMail.Core.Keys;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Mail;

/// <summary>
/// Reads one packet, in the order of docs/PROTOCOL.md, section 10. Every step answers with a fault or with nothing;
/// state is changed in memory only, and written when all of them have passed.
/// </summary>
internal sealed class Opening : IDisposable
{
    private readonly PostboxContext _context;
    private readonly Packet _packet;
    private MessageKeys? _keys;
    private string _seenScope = "";
    private Correspondence? _correspondence;
    private Session? _session;
    private Contact? _contact;
    private Plaintext? _plaintext;
    private KeyBundle? _bundle;
    private Address? _from;
    private Refusal? _refusal;
    private bool _isDuplicate;
    private bool _isQuarantined;
    private bool _isNewContact;
    private bool _isFromSelf;
    private bool _tellsOfLostState;
    private Notices _notices;

    public Opening(PostboxContext context, Packet packet)
    {
        _context = context;
        _packet = packet;
    }

    private PacketHeader Header => _packet.Header;

    public OpenResult Run()
    {
        MailFault? fault = Unlock() ?? CheckSeen() ?? Decrypt() ?? CheckBundle() ?? CheckSignature() ?? CheckDates()
            ?? Move() ?? CheckAddresses();
        if (fault is not null)
            return OpenResult.Of(_refusal ?? new Refusal(fault.Value));
        if (!_isDuplicate)
            Save();
        return OpenResult.Of(new OpenedMail(
            Header.Type,
            _plaintext!.Content,
            _isFromSelf ? _context.Own.Fingerprint : _contact!.Fingerprint,
            _from!,
            _isFromSelf ? Trust.Verified : _contact!.Trust,
            _plaintext.Stamp,
            _isDuplicate,
            IsAuthenticated: !_isQuarantined,
            _notices));
    }

    public void Dispose()
    {
        _keys?.Dispose();
        _correspondence?.Dispose();
    }

    private MailFault? Unlock()
    {
        var unlocking = new Unlocking(_context, _packet);
        MailFault? fault = unlocking.Run();
        _keys = unlocking.Keys;
        _seenScope = unlocking.SeenScope;
        _correspondence = unlocking.Correspondence;
        _session = unlocking.Session;
        // the flag of the store stands only while the quarantine could not be written
        _isQuarantined = unlocking.IsQuarantined || _context.Store.WasSetBack;
        _contact = _correspondence?.Contact;
        return fault;
    }

    // ---- seen-row, decrypt

    private MailFault? CheckSeen()
    {
        Seen seen = SeenRows.Look(_context.Store, _seenScope, _packet);
        _isDuplicate = seen == Seen.Same;
        return seen == Seen.Altered ? MailFault.AlteredReplay : null;
    }

    private MailFault? Decrypt()
    {
        _plaintext = Contents.Decrypt(_packet, _keys!, _context.Limits);
        return _plaintext is null ? MailFault.NotAuthentic : null;
    }

    // ---- bundle, dates, signature

    private MailFault? CheckBundle()
    {
        if (!Contents.TryReadBundle(Header.Type, _plaintext!, _contact?.Fingerprint, out _bundle))
            return MailFault.NotAuthentic;
        if (Header.Type != PacketType.First)
            return null;
        _isFromSelf = _bundle!.IdentityFingerprint.Equals(_context.Own.Fingerprint);
        if (_isFromSelf)
            return null;
        _contact = _context.Contacts.Find(_bundle.IdentityFingerprint);
        _isNewContact = _contact is null;
        _contact ??= new Contact(_bundle, Trust.Stranger, _context.Now);
        return null;
    }

    private MailFault? CheckDates()
    {
        if (_isDuplicate)
            return null;
        long latest = _context.Now + _context.Life.ClockTolerance;
        if (_plaintext!.Stamp > latest || _bundle?.NewestDate > latest)
            return MailFault.ClockSuspect;
        long time = Math.Max(_context.Now, _isNewContact ? 0 : _contact?.NewestDate ?? 0);
        return Header.Type != PacketType.Data && time > _bundle!.SigningDates.AcceptedUntil ? MailFault.TooLate : null;
    }

    private MailFault? CheckSignature()
    {
        // what was read while its key was good stays read
        if (!_isDuplicate && Header.Type != PacketType.Data && Revocations.IsRevoked(_context.Store, _bundle!.SigningFingerprint))
            return MailFault.NotAuthentic;
        return Contents.IsSigned(Header, _plaintext!, _bundle, _context.Own.Bundle, _session) ? null : MailFault.NotAuthentic;
    }

    // ---- the state table

    private MailFault? Move()
    {
        if (_isDuplicate || _isFromSelf)
            return null;
        _correspondence ??= _context.Load(_contact!);
        if (!_isQuarantined && TellsOfLostState())
            Quarantine();
        if (_isQuarantined)
            return null;
        var moving = new Moving(_context, _packet, _plaintext!, _correspondence, _session);
        if (!moving.Run())
            return MailFault.NotAuthentic;
        _notices |= moving.Notices;
        _correspondence.Received(
            _plaintext!.Stamp,
            _keys!.MacKey.Span,
            new KeyPairIds(Header.RecipientKeyId, Header.SenderKeyId),
            _packet.RevealedMacKeys);
        MailContent content = _plaintext.Content;
        if (content.Kind == MessageKind.Mail && !_context.Options.Reader.IsAutomatic(content.Mail.Start))
            _correspondence.ReceivedContent(_plaintext.NextKey, _context.Now);
        if (_contact!.Trust != Trust.Stranger && _correspondence.SentMails.AskedFor(content.Naks ?? []))
            _notices |= Notices.AskedFor;
        return null;
    }

    /// <summary>
    /// A peer that has seen a later stamp of ours than we remember: the store was set back (echo). Only a contact who
    /// was accepted, and whom we have written to, is believed.
    /// </summary>
    private bool TellsOfLostState() =>
        _contact!.Trust != Trust.Stranger && _correspondence!.OwnStamp > 0 && _plaintext!.Echo > _correspondence.OwnStamp
        && _plaintext.Echo <= _context.Now + _context.Life.ClockTolerance;

    private void Quarantine()
    {
        _isQuarantined = true;
        _tellsOfLostState = true;
        _notices |= Notices.StoreRestored;
    }

    // ---- addresses

    private MailFault? CheckAddresses()
    {
        if (!_context.Options.Reader.TryReadSender(_plaintext!.Content.Mail.Start, out _from))
            return MailFault.NotAuthentic;
        if (_isDuplicate)
            return null;
        if (_isFromSelf)
            return _context.Own.Addresses.Contains(_from) ? null : Mismatch(_from);
        // an own address belongs to this identity and no other
        if ((_bundle?.Addresses ?? []).Append(_from).FirstOrDefault(_context.Own.Addresses.Contains) is { } own)
            return Mismatch(own);
        Fingerprint sender = _contact!.Fingerprint;
        KeyBundle newest = _bundle is not null && _bundle.Serial > _contact.Bundle.Serial ? _bundle : _contact.Bundle;
        bool isListed = newest.Addresses.Contains(_from);
        IEnumerable<Address> claimed = [.. _bundle?.Addresses ?? [], .. isListed ? [_from] : Array.Empty<Address>()];
        if (_context.Contacts.PinnedElsewhere(claimed, sender) is { } conflicting)
        {
            _refusal = new Refusal(MailFault.IdentityChanged, conflicting, sender, _bundle ?? newest);
            return MailFault.IdentityChanged;
        }

        return isListed || _contact.Pinned.Contains(_from) ? CheckRoom() : Mismatch(_from);
    }

    private MailFault Mismatch(Address from)
    {
        _refusal = new Refusal(MailFault.AddressMismatch, from, _contact?.Fingerprint);
        return MailFault.AddressMismatch;
    }

    private MailFault? CheckRoom() =>
        Header.Type == PacketType.First
        && _contact!.Trust == Trust.Stranger
        && SeenRows.Count(_context.Store, _seenScope) >= MailLimits.SeenRowsOfPrekey
            ? MailFault.Full
            : null;

    // ---- one transaction

    private void Save()
    {
        SeenRows.Record(_context.Store, _seenScope, _packet);
        PrivateThreads.Note(_context, _plaintext!.Content.Mail.Start);
        if (_plaintext!.Content.Resent)
            _notices |= Notices.Resent;
        foreach (PublishedKey key in _packet.PublishedKeys)
            Revocations.Saw(_context.Store, key.Fingerprint, key.Prime);
        if (_tellsOfLostState)
            Mail.Quarantine.All(_context, _contact, _plaintext!.Echo);
        if (_isFromSelf || _isQuarantined)
            return;
        if (_isNewContact)
        {
            _notices |= Notices.NewContact;
            if (LookAlike.Among(_context.Contacts.PinnedAddresses().Concat(_context.Own.Addresses), _from!).Any())
                _notices |= Notices.LookAlike;
            Strangers.Admit(_context, _contact!);
        }
        else if (_bundle is not null)
        {
            BundleNews news = _contact!.Offer(_bundle);
            _notices |= news == BundleNews.Conflict ? Notices.BundleConflict : Notices.None;
            _notices |= news == BundleNews.Newer ? Notices.NewBundle : Notices.None;
        }

        _context.Contacts.Pin(_contact!, _from!);
        _context.Contacts.Save(_contact!);
        _correspondence!.Save(_context.Store, _context.Life);
    }
}
