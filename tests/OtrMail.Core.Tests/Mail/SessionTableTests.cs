using OtrMail.Core.Mail;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Every pair of the tables of docs/PROTOCOL.md, section 9.</summary>
public sealed class SessionTableTests
{
    private const string States = "owing first-sent replied established receive-only";

    private static readonly Dictionary<string, SessionState> ByName = new()
    {
        ["owing"] = SessionState.Owing,
        ["first-sent"] = SessionState.FirstSent,
        ["replied"] = SessionState.Replied,
        ["established"] = SessionState.Established,
        ["receive-only"] = SessionState.ReceiveOnly,
    };

    /// <summary>State, newest, opened here → what a First of this session does.</summary>
    public static TheoryData<string, bool, bool, string> FirstsOfKnown => new()
    {
        { "owing", false, false, "Deliver" },
        { "owing", true, false, "Deliver" },
        { "owing", false, true, "Refuse" },
        { "owing", true, true, "Refuse" },
        { "first-sent", false, false, "Refuse" },
        { "first-sent", true, false, "Refuse" },
        { "first-sent", false, true, "Refuse" },
        { "first-sent", true, true, "Refuse" },
        { "replied", false, false, "Deliver" },
        { "replied", true, false, "Deliver" },
        { "replied", false, true, "Refuse" },
        { "replied", true, true, "Refuse" },
        { "established", false, false, "Deliver" },
        { "established", true, false, "Deliver" },
        { "established", false, true, "Refuse" },
        { "established", true, true, "Refuse" },
        { "receive-only", false, false, "Deliver" },
        { "receive-only", true, false, "AsNewSession" },
        { "receive-only", false, true, "Refuse" },
        { "receive-only", true, true, "Refuse" },
    };

    /// <summary>Sending state, newest, own ID smaller → what a First of a new session does.</summary>
    public static TheoryData<string, bool, bool, string> FirstsOfNew => new()
    {
        { "none", false, false, "Deliver" },
        { "none", true, false, "Owe" },
        { "owing", false, false, "Deliver" },
        { "owing", false, true, "Deliver" },
        { "owing", true, false, "Owe" },
        { "owing", true, true, "Owe" },
        { "first-sent", false, false, "Deliver" },
        { "first-sent", false, true, "Deliver" },
        { "first-sent", true, false, "CrossTakePeers" },
        { "first-sent", true, true, "CrossKeepOwn" },
        { "replied", false, false, "Deliver" },
        { "replied", false, true, "Deliver" },
        { "replied", true, false, "ReplaceAndOwe" },
        { "replied", true, true, "ReplaceAndOwe" },
        { "established", false, false, "Deliver" },
        { "established", false, true, "Deliver" },
        { "established", true, false, "ReplaceAndOwe" },
        { "established", true, true, "ReplaceAndOwe" },
    };

    /// <summary>State, same y1 → what a Reply does in a session opened here.</summary>
    public static TheoryData<string, bool, string> Replies => new()
    {
        { "owing", false, "Refuse" },
        { "owing", true, "Refuse" },
        { "first-sent", false, "Establish" },
        { "first-sent", true, "Establish" },
        { "replied", false, "Refuse" },
        { "replied", true, "Refuse" },
        { "established", false, "Retire" },
        { "established", true, "Deliver" },
        { "receive-only", false, "Deliver" },
        { "receive-only", true, "Deliver" },
    };

    /// <summary>State → what a Data does.</summary>
    public static TheoryData<string, string> Datas => new()
    {
        { "owing", "Refuse" },
        { "first-sent", "Refuse" },
        { "replied", "Rotate" },
        { "established", "Rotate" },
        { "receive-only", "Deliver" },
    };

    [Theory]
    [MemberData(nameof(FirstsOfKnown))]
    public void A_first_of_a_known_session(string state, bool isNewest, bool isInitiator, string action) =>
        Assert.Equal(action, SessionTable.FirstOfKnown(ByName[state], isNewest, isInitiator).ToString());

    [Theory]
    [MemberData(nameof(FirstsOfNew))]
    public void A_first_of_a_new_session(string sending, bool isNewest, bool ownIdIsSmaller, string action) =>
        Assert.Equal(
            action,
            SessionTable.FirstOfNew(sending == "none" ? null : ByName[sending], isNewest, ownIdIsSmaller).ToString());

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_reply(string state, bool isPinned, string action)
    {
        Assert.Equal(action, SessionTable.Reply(ByName[state], isPinned, isInitiator: true).ToString());
        Assert.Equal(SessionAction.Refuse, SessionTable.Reply(ByName[state], isPinned, isInitiator: false));
    }

    [Theory]
    [MemberData(nameof(Datas))]
    public void A_data(string state, string action) =>
        Assert.Equal(action, SessionTable.Data(ByName[state]).ToString());

    [Fact]
    public void Every_state_is_in_every_table_and_an_unknown_one_is_an_error()
    {
        Assert.Equal(Enum.GetValues<SessionState>().Order(), States.Split(' ').Select(name => ByName[name]).Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => SessionTable.FirstOfKnown(0, true, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => SessionTable.FirstOfNew(SessionState.ReceiveOnly, true, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => SessionTable.Reply(0, true, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => SessionTable.Data(0));
    }
}
