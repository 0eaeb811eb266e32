namespace OtrMail.Core.Im.Messages;

/// <summary>
/// The offer of OTR in spaces and tabs (OTR version 3, "Tagged plaintext messages"): sixteen characters, then eight for each
/// version.
/// </summary>
public static class WhitespaceTag
{
    private const string Base = " \t  \t\t\t\t \t \t \t  ";
    private const string Version1 = " \t \t  \t ";
    private const string Version2 = "  \t\t  \t ";
    private const string Version3 = "  \t\t  \t\t";
    private const int GroupLength = 8;

    /// <summary>The tag that offers version 3 alone.</summary>
    public const string OfferV3 = Base + Version3;

    /// <summary>Takes the first tag out of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="stripped">The text without it.</param>
    /// <param name="versions">The known versions in it, one character each.</param>
    public static bool TryTake(string text, out string stripped, out string versions)
    {
        stripped = text;
        versions = "";
        int start = text.IndexOf(Base, StringComparison.Ordinal);
        if (start < 0)
            return false;
        int end = start + Base.Length;
        while (end + GroupLength <= text.Length && text.AsSpan(end, GroupLength).IndexOfAnyExcept(' ', '\t') < 0)
        {
            string version = text.Substring(end, GroupLength) switch
            {
                Version1 => "1",
                Version2 => "2",
                Version3 => "3",
                _ => "",
            };
            if (!versions.Contains(version, StringComparison.Ordinal))
                versions += version;
            end += GroupLength;
        }

        stripped = text.Remove(start, end - start);
        return true;
    }
}
