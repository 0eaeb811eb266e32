namespace OtrMail.Core.Storage;

/// <summary>What one slot of the file <c>root</c> holds.</summary>
/// <param name="Number">0 or 1.</param>
/// <param name="IsBlank">Whether all its bytes are zero.</param>
/// <param name="Epoch">The epoch of its key, if it holds a valid one.</param>
/// <param name="Key">The root key, or <see langword="null"/> when the slot is blank or does not open.</param>
internal sealed record RootSlot(int Number, bool IsBlank, long Epoch, StoreKey? Key) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Key?.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(RootSlot)} {Number}";
}
