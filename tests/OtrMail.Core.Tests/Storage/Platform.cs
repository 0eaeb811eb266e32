using System.Runtime.Versioning;

// the tests look at file modes
[assembly: UnsupportedOSPlatform("windows")]
