namespace OtrMail.Fuzz;

/// <summary>An input was read, and a property does not hold.</summary>
internal sealed class FuzzException(string message) : Exception(message)
{
    public static void Unless(bool holds, string message)
    {
        if (!holds)
            throw new FuzzException(message);
    }
}
