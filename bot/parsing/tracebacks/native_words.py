"""How crashes of C, C++ and CUDA, and the stacks below them, are worded."""

import re

SIGNALS = (
    (
        re.compile(r"segmentation fault|SIGSEGV|EXC_BAD_ACCESS|access violation|0xc0000005", re.I),
        "SIGSEGV",
    ),
    (re.compile(r"illegal instruction|SIGILL|0xc000001d", re.I), "SIGILL"),
    (re.compile(r"floating point exception|SIGFPE|0xc0000094", re.I), "SIGFPE"),
    (re.compile(r"bus error|SIGBUS", re.I), "SIGBUS"),
    (re.compile(r"\babort(?:ed)?\b|SIGABRT", re.I), "SIGABRT"),
)
SIGNAL = re.compile(
    r"^.{0,200}\b(?:Segmentation fault|Illegal instruction|Floating point exception"
    r"|Bus error|Aborted)"
    r" ?\((?:core dumped|signal|\d|address|null)|^ {0,8}(?:zsh: "
    r"|bash: )?(?:Segmentation fault|segmentation fault"
    r"|Illegal instruction|illegal hardware instruction|Bus error|Aborted)\b.{0,200}$"
    r"|\*{3} (?:Process received signal|SIG(?:SEGV|ABRT|FPE|ILL|BUS|TRAP|SYS) )"
    r"|\bSignal: (?:Segmentation|Illegal"
    r"|Aborted|Floating|Bus)"
    r"|Fatal Python error: (?:Segmentation fault|Illegal instruction|Aborted|Bus error"
    r"|Floating point)"
    r"|Windows fatal exception: (?:access violation|code 0x)|received signal SIG(?:SEGV"
    r"|ABRT|FPE|ILL|BUS|TRAP|SYS)"
    r"|: line \d{1,6}: {1,4}\d{1,9} (?:Segmentation fault|Aborted|Illegal instruction|Bus error"
    r"|Floating point exception)"
    r"|Caught signal \d{1,2} \("
    r"|^ {0,8}# {1,4}(?:SIG(?:SEGV|ABRT|FPE|ILL|BUS|TRAP|SYS)"
    r"|EXCEPTION_ACCESS_VIOLATION) \(|!{3,8} Segfault encountered"
    r"|^ {0,8}(?:Thread \d.{0,80}|\* thread #\d.{0,100}) (?:EXC_BAD_ACCESS"
    r"|stop reason = (?:EXC_|signal ))",
)
SIGNAL_WORDS = (
    "fault", "llegal", "SIG", "ignal", "bort", "Bus error", "exception", "EXC", "Segfault",
)  # fmt: skip
"""One of them stands in whatever tells of a signal."""
WHAT: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (word, re.compile(pattern), name)
    for word, pattern, name in (
        ("AddressSanitizer", r"ERROR: AddressSanitizer: (?P<said>.{1,300})", "AddressSanitizer"),
        ("LeakSanitizer", r"(?:ERROR: )?LeakSanitizer: (?P<said>.{1,300})", "LeakSanitizer"),
        ("ThreadSanitizer", r"ThreadSanitizer: (?P<said>.{1,300})", "ThreadSanitizer"),
        ("MemorySanitizer", r"MemorySanitizer: (?P<said>.{1,300})", "MemorySanitizer"),
        (
            "runtime error:",
            r"(?P<path>[\w./+-]{1,200}):\d+:\d+: runtime error: (?P<said>.{1,300})",
            "UndefinedBehaviorSanitizer",
        ),
        (
            "GGML_ASSERT(",
            r"(?P<path>[\w./\\:+-]{1,200}):\d+: GGML_ASSERT\((?P<said>.{1,300})\) failed",
            "GGML_ASSERT",
        ),
        (
            "GGML_ASSERT:",
            r"GGML_ASSERT: (?P<path>[\w./\\:+-]{1,200}):\d+: (?P<said>.{1,300})",
            "GGML_ASSERT",
        ),
        ("GGML_ASSERT(", r"GGML_ASSERT\((?P<said>.{1,300})\) failed", "GGML_ASSERT"),
        (
            "loading shared libraries",
            r"error while loading shared libraries: (?P<said>.{1,200})",
            "loader",
        ),
        (
            "ggml",
            r"^(?P<path>[\w./\\:+-]{0,200}ggml[\w./\\+-]{0,80}):\d+: (?P<said>fatal error"
            r"|.{0,100}not implemented|.{0,100}unsupported.{0,60}|CUDA error|ROCm error)$",
            "ggml_abort",
        ),
        (
            "Assertion",
            r"(?P<path>[\w./\\+-]{1,200}\.(?:cu|cuh|hip|cpp"
            r"|h)):\d+: (?P<function>[\w:~<>]{1,120}): block: \[[\d,]+\], thread: \["
            r"[\d,]+\] Assertion [`'](?P<said>.{1,200})[`'] failed",
            "device assert",
        ),
        (
            "Assertion",
            r"(?:^|[\w.)+/-]: )(?P<path>[\w./\\+-]{1,200}\.(?:c|cc|cpp|cxx|h|hpp|cu|cuh"
            r"|inc)):\d+: (?P<function>.{1,400}?): Assertion [`'‘](?P<said>.{1,300}?)['’`]"
            r" failed",
            "Assertion",
        ),
        (
            "Assertion failed",
            r"Assertion failed: \(?(?P<said>.{1,200}?)\)?, function (?P<function>"
            r"[\w:~]{1,120}), file (?P<path>[\w./+-]{1,200}), line",
            "Assertion",
        ),
        (
            "terminate called after",
            r"terminate called after throwing an instance of '(?P<name>[^']{1,120})'",
            "",
        ),
        (
            "uncaught exception",
            r"terminating (?:due to|with) uncaught exception of type (?P<name>[\w:<>"
            r" ,*&]{1,120}?)(?:: (?P<said>.{1,300}))?$",
            "",
        ),
        (
            "terminate called",
            r"terminate called (?P<said>recursively|without an active exception)",
            "terminate",
        ),
        ("detected", r"(?P<said>\*{3} (?:stack smashing|buffer overflow) detected \*{3})", "glibc"),
        (
            "",
            r"^(?:.{0,80}: )?(?P<said>(?:malloc|free|realloc|munmap_chunk"
            r"|calloc)(?:_consolidate)?\(\): .{1,80}|double free or corruption.{0,40}"
            r"|corrupted (?:size vs\. prev_size|double-linked list).{0,40})$",
            "glibc",
        ),
        ("LLVM ERROR", r"LLVM ERROR: (?P<said>.{1,300})", "LLVM ERROR"),
        (
            "failed",
            r"(?P<said>PassManager::run failed|Pipeline failed while executing.{0,120}"
            r"|failures have been detected while processing an MLIR pass pipeline)",
            "MLIR",
        ),
        (
            "error: ",
            r"(?:loc\(.{1,300}\)|[\w./+-]{1,200}:\d+:\d+): error: (?P<said>(?:'\w+\.\w+' op"
            r" |operand #\d|failed to legalize|LLVM Translation).{0,200})",
            "MLIR",
        ),
        (
            "Check failed",
            r"(?P<path>[\w./+-]{0,200}\.(?:cc|cpp|cu|h"
            r"|hpp)):\d{1,6}[\])]? ?Check failed: (?P<said>.{1,300})",
            "Check failed",
        ),
        ("Check failed", r"^(?:F .{0,80})?\[?Check failed: (?P<said>.{1,300})", "Check failed"),
        (
            "Watchdog caught",
            r"(?:\[[EWI]\d{0,4} [\w.]{1,60}:\d+\] ?)?(?:\[[^\]]{1,80}\] ?)?"
            r"(?P<said>Watchdog caught collective operation timeout)",
            "NCCL",
        ),
        ("NCCL WARN", r"NCCL WARN (?P<said>.{1,300})", "NCCL"),
        (
            " error",
            r"^(?:[\w.: -]{0,80})?(?P<said>(?:CUDA|HIP|ROCm) error(?: \d+)?: .{1,200})$",
            "CUDA error",
        ),
        ("CUDA error", r"^(?P<said>CUDA error \d+ at [^:]{1,200}:\d+: .{1,200})$", "CUDA error"),
        (
            ": error: ",
            r"^(?P<function>(?:llama|ggml|gguf|clip|llava|common|main|srv|server|load|init|whisper)"
            r"\w{0,60}) ?: error: (?P<said>.{1,300})",
            "error",
        ),
        ("libc++abi", r"libc\+\+abi: (?P<said>.{1,200})", "terminate"),
    )
)
"""A word that must stand in the line, the pattern, and what to call the failure."""
SAID = re.compile(r"^ {0,8}what\(\): {1,4}(?P<said>.{0,600})")
LOGGED = re.compile(r"(?P<path>[\w./+-]{1,120}\.(?:cc|cpp|cu|h)):\d{1,6}\]")
GGML_PLACE = re.compile(
    r"in function (?P<function>\w{1,120}) at (?P<path>[^\s:]{1,200}(?::[^\s:]{1,200})?):\d+"
)
MOST_RECENT_FIRST = re.compile(r"\(most recent call first\)")
QUIET = re.compile(
    r"^(?:c10::(?:Error::Error|detail::torch\w*Fail|AcceleratorError)|ggml_(?:abort"
    r"|print_backtrace\w*)"
    r"|ggml_cuda_error|ggml_uncaught_exception|__\w{0,30}(?:terminate|throw|unwind)\w{0,40}"
    r"|(?:std|__gnu_cxx)::.{0,80}|_Unwind_\w{1,40}|llvm::sys::.{0,100}"
    r"|llvm::report_fatal_error.{0,40}"
    r"|__ubsan.{0,80}|__asan.{0,80}|__interceptor_\w{1,40}|wait4|waitpid|__GI_\w{1,60})"
)

STACKS = tuple(
    re.compile(pattern)
    for pattern in (
        # torch: frame #1: at::f(...) + 0x5c (0x7f… in /usr/lib/libtorch_cpu.so)
        r"^ {0,8}frame #\d{1,4}: (?P<function>.{1,700}?) ?(?:\+ ?0x[0-9a-f]{1,16} )?\((?:0x"
        r"[0-9a-f]{1,16}|\+0x[0-9a-f]{1,16}) in (?P<path>[^)\n]{1,300})\)",
        # lldb: frame #0: 0x00… libggml.dylib`ggml_f(…) + 24 at ggml.c:12:5
        r"^[ *]{0,8}frame #\d{1,4}: 0x[0-9a-f]{1,16} (?P<path>[^`\n]{1,200})`(?P<function>"
        r"[^+\n]{1,300}?)(?: \+ \d{1,9}.{0,200}| at .{1,200})?$",
        # gdb: #0  0x00… in f (a=1) at a.c:12   or   from /lib/liba.so
        r"^ {0,8}#\d{1,4} {1,4}(?:0x[0-9a-f]{1,16} in )?(?P<function>[^\n]{1,500}?) ?\("
        r"[^\n]{0,600}?\) ?(?:at|from) (?P<path>[^\s:]{1,300})",
        # sanitizers: #0 0x4f in f(int) /src/a.c:12:3   or   (/usr/lib/liba.so+0x12)
        r"^ {0,8}#\d{1,4} {1,4}0x[0-9a-f]{1,16} in (?P<function>.{1,400}?) \(?(?P<path>/"
        r"[^\s:+()]{1,300})",
        r"^ {0,8}#\d{1,4} {1,4}(?:0x[0-9a-f]{1,16} in )?(?P<function>[\w:~<>?*&, ]{1,300}?)"
        r" ?\([^\n]{0,600}\)(?P<path>)$",
        r"^ {0,8}#\d{1,4} {1,4}(?P<path>/[^\s(]{1,300})\((?P<function>[^+)\n]{0,300})"
        r"(?:\+0x[0-9a-f]{1,16})?\) ?\[0x",
        # Open MPI, glibc: [ 1] /usr/lib/liba.so(f+0x12)[0x7f…]
        r"^ {0,8}(?:\[[^\]\n]{1,80}\] ?)?(?:\[ {0,3}\d{1,3}\] ?)?(?P<path>[/.][^\s"
        r"(]{1,300})\((?P<function>[^+)\n]{0,300})(?:\+0x[0-9a-f]{1,16})?\) ?\[0x",
        # glog, absl: @ 0x7f… (unknown) f()
        r"^ {0,8}(?:PC: )?@ {1,16}0x[0-9a-f]{1,16} {1,4}(?:\(unknown\) {0,4})?(?P<function>"
        r"[^\n(]{1,300})(?P<path>)",
        # the JVM: C  [libtorch_cpu.so+0x1234]  at::f(…)+0x2
        r"^#? {0,4}[CV] {1,4}\[(?P<path>[\w.+-]{1,120})\+0x[0-9a-f]{1,16}\](?: {1,4}"
        r"(?P<function>[^+\n]{1,300}))?",
        # triton and llvm: 3 libtriton.so 0x7f… f(…) + 12     macOS: 0  libggml.dylib  0x1 f + 12
        r"^ {0,8}#?\d{1,4} {1,40}(?P<path>[\w.+-]{1,80}) {1,60}0x[0-9a-f]{8,16} "
        r"(?P<function>[^\n]{1,300}?)(?: \+ \d{1,9}.{0,120})?$",
        r"^ {0,8}#\d{1,4} 0x[0-9a-f]{8,16} (?P<function>[^\n]{0,300}?) ?\((?P<path>[^"
        r"()\s]{1,300})\+0x[0-9a-f]{1,16}\)",
        # faulthandler: File "a.py", line 3 in f
        r"^ {0,8}File \"(?P<path>[^\"\n]{1,400})\", line \d{1,9} in (?P<function>[\w.<>]{1,120})$",
    )
)
HEX = re.compile(r"\b0x[0-9a-f]+\b|\[clone [^\]]{1,80}\]|\[abi:\w{1,20}\]")
ARGUMENTS = re.compile(r"\([^()]{0,400}\)")
TEMPLATE = re.compile(r"(?<!operator)<[^<>]{0,300}>")
