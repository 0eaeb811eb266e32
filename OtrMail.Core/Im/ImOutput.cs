namespace OtrMail.Core.Im;

/// <summary>
/// One thing that comes out of an <see cref="ImContext"/>: <see cref="ImWire"/> (to be sent), <see cref="ImHeard"/> (to be
/// shown) or <see cref="ImEvent"/> (to be told to the user).
/// </summary>
public abstract record ImOutput;
