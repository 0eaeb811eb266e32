using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// servers and terminals share the machine: one test at a time keeps their time limits meaningful
[assembly: CollectionBehavior(DisableTestParallelization = true)]
