using OtrMail.Core.Im;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Im.Sessions;

namespace OtrMail.Core.Tests.Im;

/// <summary>Pieces of messages, cut and put together.</summary>
public sealed class FragmentTests
{
    private const uint Sender = 0x5a73a599;
    private const uint Receiver = 0x27e31597;

    /// <summary>The example of the specification, its numbers in full width.</summary>
    [Fact]
    public void A_piece_looks_as_the_specification_shows_it()
    {
        var fragment = new Fragment(Sender, Receiver, 2, 3, "jPEWAJ6gBXvZrY6ZQrx3gb4v0");
        Assert.Equal("?OTR|5a73a599|27e31597,00002,00003,jPEWAJ6gBXvZrY6ZQrx3gb4v0,", fragment.ToWire());
        Assert.Equal(fragment, Fragment.TryRead(fragment.ToWire()));
        Assert.Equal(fragment, Fragment.TryRead("?OTR|5A73A599|27E31597,2,3,jPEWAJ6gBXvZrY6ZQrx3gb4v0,\r\n"));
        Assert.Equal(new Fragment(0, 0, 1, 2, "a,b"), Fragment.TryRead("?OTR,1,2,a,b,"));
    }

    [Theory]
    [InlineData("?OTR|")]
    [InlineData("?OTR|5a73a599|27e31597,00001,00003,,")] // an empty piece
    [InlineData("?OTR|5a73a599|27e31597,00001,00003,abc")] // no end
    [InlineData("?OTR|5a73a599|27e31597,00000,00003,abc,")]
    [InlineData("?OTR|5a73a599|27e31597,00004,00003,abc,")]
    [InlineData("?OTR|5a73a599|27e31597,00001,00000,abc,")]
    [InlineData("?OTR|5a73a599|27e31597,1,65536,abc,")]
    [InlineData("?OTR|5a73a599|27e31597,-1,3,abc,")]
    [InlineData("?OTR|5a73a599|27e31597,+1,3,abc,")]
    [InlineData("?OTR|5a73a599|27e31597, 1,3,abc,")]
    [InlineData("?OTR|5a73a599|27e31597,1,000003,abc,")]
    [InlineData("?OTR|5a73a599,1,3,abc,")]
    [InlineData("?OTR||27e31597,1,3,abc,")]
    [InlineData("?OTR|0x73a599|27e31597,1,3,abc,")]
    [InlineData("?OTR|5a73a5990|27e31597,1,3,abc,")]
    [InlineData("?OTR|ff|27e31597,1,3,abc,")] // tags that nobody has
    [InlineData("?OTR|5a73a599|ff,1,3,abc,")]
    [InlineData("?OTR|0|0,1,3,abc,")]
    [InlineData("?OTR,,3,abc,")]
    [InlineData("?OTR,1,3")]
    public void A_broken_piece_is_none(string text) => Assert.Null(Fragment.TryRead(text));

    [Theory]
    [InlineData(37)]
    [InlineData(38)]
    [InlineData(64)]
    [InlineData(500)]
    [InlineData(5000)]
    public void A_message_cut_to_any_size_is_whole_again(int limit)
    {
        string message = "?OTR:" + new string('A', 997) + ".";
        IReadOnlyList<string> pieces = Fragment.Cut(message, Sender, Receiver, limit)!;
        Assert.All(pieces, piece => Assert.True(piece.Length <= limit));
        if (limit >= message.Length)
        {
            Assert.Equal([message], pieces);
            return;
        }

        var inbox = new FragmentInbox();
        string?[] answers = [.. pieces.Select(piece => inbox.Add(Fragment.TryRead(piece)!))];
        Assert.All(answers[..^1], Assert.Null);
        Assert.Equal(message, answers[^1]);
    }

    [Fact]
    public void More_pieces_than_can_be_counted_are_not_made()
    {
        Assert.Equal(65_535, Fragment.Cut(new string('x', 65_535), Sender, Receiver, 37)!.Count);
        Assert.Null(Fragment.Cut(new string('x', 65_536), Sender, Receiver, 37));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImOptions { MaxMessage = 36 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImOptions { MaxMessage = -1 });
    }

    [Fact]
    public void Pieces_out_of_order_twice_or_of_different_messages_make_nothing()
    {
        var inbox = new FragmentInbox();
        Assert.Null(inbox.Add(Piece(2, 2, "b"))); // the first is missing
        Assert.Null(inbox.Add(Piece(1, 3, "a")));
        Assert.Null(inbox.Add(Piece(3, 3, "c"))); // a gap
        Assert.Null(inbox.Add(Piece(2, 3, "b"))); // and so nothing is there to go on with
        Assert.Null(inbox.Add(Piece(1, 2, "a")));
        Assert.Null(inbox.Add(Piece(1, 2, "A"))); // begins anew
        Assert.Equal("Ab", inbox.Add(Piece(2, 2, "b")));
        Assert.Null(inbox.Add(Piece(2, 2, "b")));
        Assert.Null(inbox.Add(Piece(1, 2, "a")));
        Assert.Null(inbox.Add(Piece(2, 3, "b"))); // another count
        Assert.Null(inbox.Add(Piece(2, 2, "b")));
        Assert.Equal("one", inbox.Add(Piece(1, 1, "one")));
    }

    [Fact]
    public void Pieces_of_several_clients_do_not_mix_and_the_oldest_of_too_many_goes()
    {
        var inbox = new FragmentInbox();
        for (uint sender = 1; sender <= ImLimits.FragmentSenders + 1; sender++)
            Assert.Null(inbox.Add(Piece(1, 2, "a", 0x1000 + sender)));
        Assert.Null(inbox.Add(Piece(2, 2, "b", 0x1001))); // gone
        for (uint sender = 2; sender <= ImLimits.FragmentSenders + 1; sender++)
            Assert.Equal("ab", inbox.Add(Piece(2, 2, "b", 0x1000 + sender)));
    }

    [Fact]
    public void A_message_without_end_is_dropped_at_the_limit()
    {
        var inbox = new FragmentInbox();
        string piece = new('x', 1 << 20);
        Assert.Null(inbox.Add(Piece(1, 60_000, piece)));
        for (int number = 2; number <= 5; number++)
            Assert.Null(inbox.Add(Piece(number, 60_000, piece)));
        Assert.Null(inbox.Add(Piece(6, 60_000, "x"))); // nothing is there to go on with
        Assert.Null(inbox.Add(Piece(1, 2, "a")));
        Assert.Equal("ab", inbox.Add(Piece(2, 2, "b")));
    }

    [Fact]
    public void A_conversation_works_over_the_narrowest_network()
    {
        using Chat chat = new Chat(new ImOptions { MaxMessage = ImLimits.SmallestMaxMessage, PadTo = 0 }).Secure();
        chat.Alice.Say("narrow");
        Assert.All(chat.Alice.Outgoing, wire => Assert.True(wire.Length <= ImLimits.SmallestMaxMessage));
        chat.Pump();
        Assert.Equal(["narrow"], chat.Bob.Heard);
        ImResult tooLong = chat.Alice.Say(new string('x', 60_000));
        Assert.Empty(tooLong.Wire);
        Assert.Equal([ImEventKind.NotSent], tooLong.Events.Select(told => told.Kind));
        chat.Talk(chat.Alice, "on");
        Assert.Equal(["narrow", "on"], chat.Bob.Heard);
    }

    [Fact]
    public void Pieces_for_others_from_oneself_and_of_pieces_are_not_put_together()
    {
        using Chat chat = new Chat().Secure();
        uint own = chat.Bob.Account.InstanceTag;
        uint alice = chat.Alice.Account.InstanceTag;
        Assert.Equal([ImEventKind.OtherInstance], Told(new Fragment(alice, own ^ 0x100, 1, 2, "x")));
        Assert.Equal([ImEventKind.Reflected], Told(new Fragment(own, alice, 1, 2, "x")));
        Assert.Equal([ImEventKind.Malformed], Told(new Fragment(alice, own, 1, 1, new Fragment(alice, own, 1, 1, "?OTRv3?").ToWire())));
        Assert.Equal([ImEventKind.Malformed], chat.Bob.Hear("?OTR|zz").Events.Select(told => told.Kind));

        ImEventKind[] Told(Fragment fragment)
        {
            ImResult result = chat.Bob.Hear(fragment.ToWire());
            Assert.Empty(result.Wire);
            return [.. result.Events.Select(told => told.Kind)];
        }
    }

    private static Fragment Piece(int number, int count, string piece, uint sender = Sender) =>
        new(sender, Receiver, number, count, piece);
}
