namespace OtrMail.Core.Storage;

/// <summary>The store is missing, damaged, full or cannot be reached; the message is one line for the user.</summary>
public class StoreException : Exception
{
    /// <summary>What is wrong with the store.</summary>
    public StoreFault Fault { get; }

    /// <summary>
    /// A commit failed in its very last step: what it did is in the store unless the power fails now. Otherwise nothing has changed.
    /// </summary>
    public bool MayBeDone { get; init; }

    /// <summary>Makes the exception.</summary>
    public StoreException(StoreFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;
}
