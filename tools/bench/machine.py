"""What the benchmarks' scripts share: the machine as every result says it, and its busy time."""
import datetime, os, statistics, subprocess

HERE = os.path.dirname(os.path.realpath(__file__))
IMAGE = os.path.normpath(os.path.join(HERE, "../../packaging/target/smtap/bin/smtap"))


def said(command):
    return subprocess.run(command, shell=True, capture_output=True, text=True).stdout.strip()


def description():
    model = said("sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1")
    return "\n".join([
        f"date     {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC",
        f"commit   {said(f'git -C {HERE} rev-parse --short HEAD') or 'unknown'}",
        f"cpu      {os.cpu_count()} x {model}",
        f"kernel   {os.uname().release}",
    ]) + "\n"


def busy_seconds():
    """CPU seconds that all of the machine was busy, since its start."""
    with open("/proc/stat") as file:
        fields = [int(x) for x in file.readline().split()[1:]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def medians(rounds):
    """The median of each figure; each round is a dictionary of figures."""
    return {figure: statistics.median(each[figure] for each in rounds) for figure in rounds[0]}


def ratios(rounds, others):
    """Round by round, each figure of the first to the same of the others."""
    return [{figure: a[figure] / b[figure] for figure in a} for a, b in zip(rounds, others)]
