using System.Runtime.InteropServices;

namespace OtrMail.Core.Primitives;

/// <summary>The library itself, found under the names by which the runtime looks for it too: one in the process is enough.</summary>
internal static class Libcrypto
{
    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.4", "libcrypto.so"];

    /// <summary>What <paramref name="bind"/> makes of it, or null where no libcrypto that has all of it can be found.</summary>
    /// <param name="bind">Takes the library; an <see cref="EntryPointNotFoundException"/> says that it lacks something.</param>
    public static T? TryLoad<T>(Func<nint, T> bind)
        where T : class
    {
        foreach (string name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library))
                continue;
            try
            {
                return bind(library);
            }
            catch (EntryPointNotFoundException)
            {
                // something else under its name
            }
        }

        return null;
    }
}
