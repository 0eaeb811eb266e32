using OtrMail.Core.Im.Messages;

namespace OtrMail.Core.Im.Sessions;

/// <summary>
/// Pieces of messages, by the client that sends them. Who shows up when all places are taken gets that of the one not heard
/// of for longest: forged tags can disturb others, as they can anyway, but fill no memory.
/// </summary>
internal sealed class FragmentInbox
{
    private readonly LinkedList<(uint Sender, FragmentAssembler Assembler)> _senders = new();

    /// <summary>Takes a piece; answers the whole message when it was the last.</summary>
    public string? Add(Fragment fragment)
    {
        FragmentAssembler assembler = Take(fragment.Sender) ?? new FragmentAssembler();
        string? message = assembler.Add(fragment);
        if (assembler.IsEmpty)
            return message;
        if (_senders.Count == ImLimits.FragmentSenders)
            _senders.RemoveFirst();
        _senders.AddLast((fragment.Sender, assembler));
        return null;
    }

    /// <summary>A whole message of this sender came (0: of no known one): what was there of another is over.</summary>
    public void Clear(uint sender) => Take(sender);

    private FragmentAssembler? Take(uint sender)
    {
        for (LinkedListNode<(uint Sender, FragmentAssembler Assembler)>? node = _senders.First; node is not null; node = node.Next)
        {
            if (node.Value.Sender != sender)
                continue;
            _senders.Remove(node);
            return node.Value.Assembler;
        }

        return null;
    }
}
