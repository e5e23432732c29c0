using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace GpuSeg.Cli.Tests;

/// <summary>
/// A Slurm of two nodes on this machine, with a folder, a munge key and ports of its own. Where it cannot be had the test is skipped;
/// all its processes are gone at the end.
/// </summary>
internal sealed class OneHostSlurm : IDisposable
{
    private static readonly string[] s_programs = ["slurmctld", "slurmd", "munged", "setpriv", "sbatch", "squeue", "scontrol", "sinfo"];

    private readonly TempFolder _folder = new();

    public OneHostSlurm()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can start a Slurm.");
        foreach (var program in s_programs)
        {
            Assert.SkipUnless(Find(program) is not null, $"{program} is absent (Debian: slurm-wlm, munge).");
        }

        try
        {
            StartMunge();
            WriteConfiguration();
            Succeed("slurmctld", "-c");
            Succeed("slurmd", "-N", "n1");
            Succeed("slurmd", "-N", "n2");
            WaitFor("both nodes are idle", TimeSpan.FromSeconds(30), () => Output("sinfo", "-h", "-N", "-o", "%T") is "idle\nidle\n");
        }
        catch (Exception e)
        {
            Dispose();
            Assert.Skip($"Slurm does not start here: {e.Message}");
        }
    }

    /// <summary>The environment of this Slurm's commands.</summary>
    public Dictionary<string, string> Environs => new() { ["SLURM_CONF"] = Configuration };

    private string Configuration => _folder.At("slurm.conf");

    private string Munge => _folder.At("munge");

    public void Dispose()
    {
        // All were started with this configuration in their environment, those by munge with this folder in their arguments.
        foreach (var pid in Processes().Where(pid => Mentions(pid, "environ") || Mentions(pid, "cmdline")))
        {
            // A daemon of a job has overwritten its environment, but not that of the job, which is its child.
            Signal("KILL", ParentOf(pid) is > 1 and var parent && NameOf(parent) == "slurmstepd" ? [parent, pid] : [pid]);
        }
        _folder.Dispose();
    }

    /// <summary>Runs a command of Slurm and returns its output.</summary>
    public string Output(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    /// <summary>Finds the tasks of the array that run on a node: process and number.</summary>
    public IReadOnlyList<(int Pid, int Task)> TasksOn(string node) =>
    [
        .. Processes().Where(pid => Mentions(pid, "environ"))
            .Select(pid => (Pid: pid, Environs: Read(pid, "environ").Split('\0')))
            .Where(process => process.Environs.Contains($"SLURMD_NODENAME={node}"))
            .SelectMany(process => process.Environs.Where(line => line.StartsWith("SLURM_ARRAY_TASK_ID=", StringComparison.Ordinal))
                .Select(line => (process.Pid, int.Parse(line.Split('=')[1], CultureInfo.InvariantCulture)))),
    ];

    /// <summary>Kills a node without warning: its daemon, the daemons of its jobs, and the jobs.</summary>
    public void Kill(string node)
    {
        int[] jobs = [.. TasksOn(node).Select(task => task.Pid)];
        Signal("KILL", [int.Parse(File.ReadAllText(_folder.At($"slurmd.{node}.pid")), CultureInfo.InvariantCulture),
            .. jobs.Select(ParentOf).Where(pid => NameOf(pid) == "slurmstepd"), .. jobs]);
    }

    public static void Signal(string signal, params int[] pids)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {string.Join(' ', pids)} 2>/dev/null"]);
        kill.WaitForExit();
    }

    public static void WaitFor(string what, TimeSpan patience, Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); Thread.Sleep(20))
        {
            Assert.True(clock.Elapsed < patience, $"Waited {patience} in vain until {what}.");
        }
    }

    private void StartMunge()
    {
        // Only root sees into a temporary folder, and munge is not root.
        Succeed("chmod", "755", _folder.Root);
        Directory.CreateDirectory(Munge);
        File.WriteAllBytes(Path.Combine(Munge, "munge.key"), RandomNumberGenerator.GetBytes(1024));
        Succeed("chmod", "400", Path.Combine(Munge, "munge.key"));
        Succeed("chown", "-R", "munge:munge", Munge);
        string[] files = [.. (
            (string[])["key-file=munge.key", "socket=munge.sock", "pid-file=munged.pid", "log-file=munged.log", "seed-file=munged.seed"])
            .Select(file => $"--{file.Replace("=", $"={Munge}/", StringComparison.Ordinal)}")];
        Succeed("setpriv", ["--reuid=munge", "--regid=munge", "--clear-groups", Find("munged")!, .. files]);
    }

    private void WriteConfiguration()
    {
        foreach (var folder in (string[])["state", "spool.n1", "spool.n2"])
        {
            Directory.CreateDirectory(_folder.At(folder));
        }

        var host = Dns.GetHostName();
        File.WriteAllText(_folder.At("cgroup.conf"), "CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n");
        // Without cred_expire a task is held back for two minutes when it comes again.
        File.WriteAllText(Configuration, $"""
            ClusterName=gpuseg
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={FreePort()}
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            AuthInfo=socket={Munge}/munge.sock,cred_expire=10
            StateSaveLocation={_folder.At("state")}
            SlurmdSpoolDir={_folder.At("spool.%n")}
            SlurmctldPidFile={_folder.At("slurmctld.pid")}
            SlurmdPidFile={_folder.At("slurmd.%n.pid")}
            SlurmctldLogFile={_folder.At("slurmctld.log")}
            SlurmdLogFile={_folder.At("slurmd.%n.log")}
            SlurmdParameters=config_overrides
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            JobCompType=jobcomp/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            MpiDefault=none
            SwitchType=switch/none
            ReturnToService=2
            SlurmdTimeout=10
            SlurmctldTimeout=10
            MessageTimeout=5
            KillWait=5
            JobRequeue=0
            SchedulerType=sched/backfill
            SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
            NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={FreePort()} CPUs=2 SocketsPerBoard=1 CoresPerSocket=2 ThreadsPerCore=1 State=UNKNOWN
            NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={FreePort()} CPUs=2 SocketsPerBoard=1 CoresPerSocket=2 ThreadsPerCore=1 State=UNKNOWN
            PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP

            """);
    }

    private void Succeed(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    // A daemon keeps what it inherits: pipes to it would never end.
    private Process Start(string program, string[] arguments)
    {
        var daemon = program is "slurmctld" or "slurmd" or "setpriv";
        var start = daemon
            ? new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", Find(program)!, .. arguments])
            : new ProcessStartInfo(Find(program)!, arguments) { RedirectStandardOutput = true };
        start.Environment["SLURM_CONF"] = Configuration;
        return Process.Start(start)!;
    }

    private static string? Find(string program) =>
        ((string[])[.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin"])
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IEnumerable<int> Processes() =>
        Directory.GetDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0)
            .Where(pid => pid > 0 && pid != Environment.ProcessId);

    private bool Mentions(int pid, string file) => Read(pid, file).Contains(_folder.Root, StringComparison.Ordinal);

    private static string NameOf(int pid) => Read(pid, "comm").Trim();

    // The name, in parentheses, may hold anything; the parent is the second field after it.
    private static int ParentOf(int pid) =>
        Read(pid, "stat") is { Length: > 0 } stat
            ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture) : 0;

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}", Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
