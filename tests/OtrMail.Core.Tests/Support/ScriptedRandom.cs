using OtrMail.Ring;

namespace OtrMail.Core.Tests.Support;

/// <summary>Hands out given bytes in order, and fails when they are used up: for vectors with fixed coins.</summary>
internal sealed class ScriptedRandom(byte[] bytes) : IRandomSource
{
    public int Used { get; private set; }

    public void Fill(Span<byte> buffer)
    {
        bytes.AsSpan(Used, buffer.Length).CopyTo(buffer);
        Used += buffer.Length;
    }
}
