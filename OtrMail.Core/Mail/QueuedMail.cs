using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>A mail in the queue, made for one recipient and not yet handed on.</summary>
/// <param name="Id">Its name in the queue, 8 hexadecimal digits.</param>
/// <param name="Recipient">Who is to get it.</param>
/// <param name="Sender">Where bounces go; empty for nowhere.</param>
/// <param name="Account">The account that sends it; empty for the command.</param>
/// <param name="Submission">What it came from, so that a repeated call is known; 64 hexadecimal digits.</param>
/// <param name="Number">Its place in the order.</param>
/// <param name="Since">When it was made, Unix seconds.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="IsRefused">It was refused for good, and stays until the user gives it up.</param>
/// <param name="Reason">Why it was not handed on the last time; empty when it was not tried.</param>
public sealed record QueuedMail(
    string Id,
    Address Recipient,
    string Sender,
    string Account,
    string Submission,
    long Number,
    long Since,
    long Bytes,
    bool IsRefused = false,
    string Reason = "");
