namespace OtrMail.Core.Mime;

/// <summary>Gets the parts of a mail as <see cref="MimeWalker"/> comes by them.</summary>
internal interface IPartSink
{
    /// <summary>Whether there is no use in going on.</summary>
    bool IsDone { get; }

    /// <summary>A part begins, a multipart or a leaf.</summary>
    void Begin(MimePart part);

    /// <summary>The next bytes of the leaf's body.</summary>
    void Body(ReadOnlySpan<byte> bytes);

    /// <summary>The leaf's body has ended.</summary>
    void End();
}
