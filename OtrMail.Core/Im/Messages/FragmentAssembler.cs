using System.Text;

namespace OtrMail.Core.Im.Messages;

/// <summary>
/// Puts the pieces of one sender's message together, in their order; what does not continue drops what was there
/// (OTR version 3, "Receiving Fragments"). It keeps at most <see cref="ImLimits.MessageChars"/>.
/// </summary>
internal sealed class FragmentAssembler
{
    private readonly StringBuilder _pieces = new();
    private int _number;
    private int _count;

    /// <summary>Whether nothing is there.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Takes a piece; answers the whole message when it was the last.</summary>
    public string? Add(Fragment fragment)
    {
        if (fragment.Number == 1)
            Clear();
        else if (fragment.Count != _count || fragment.Number != _number + 1)
            return Drop();
        if (_pieces.Length + fragment.Piece.Length > ImLimits.MessageChars)
            return Drop();
        _pieces.Append(fragment.Piece);
        _number = fragment.Number;
        _count = fragment.Count;
        if (_number < _count)
            return null;
        string message = _pieces.ToString();
        Clear();
        return message;
    }

    /// <summary>Forgets what was there.</summary>
    public void Clear()
    {
        _pieces.Clear();
        if (_pieces.Capacity > 4096)
            _pieces.Capacity = 0;
        _number = 0;
        _count = 0;
    }

    private string? Drop()
    {
        Clear();
        return null;
    }
}
