namespace OtrMail.Cli.Transport;

/// <summary>A server's answer is more, or nested deeper, than is read.</summary>
/// <param name="message">What it does.</param>
internal sealed class UnreadableAnswerException(string message) : IOException(message);
