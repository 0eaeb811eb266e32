namespace OtrMail.Core.Mail;

/// <summary>A fetched mail that was read and waits to be delivered.</summary>
/// <param name="Bytes">The mail.</param>
/// <param name="Date">When the server got it, Unix seconds.</param>
/// <param name="Flags">Its flags there, letters.</param>
public sealed record WaitingMail(ReadOnlyMemory<byte> Bytes, long Date, string Flags);
