"""The words by which libraries, compilers and callers give away whose failure it is."""

import re

from bot.parsing.tracebacks.libraries import PYTHON

MACHINE = re.compile(
    r"out of memory|no space left|NVML_SUCCESS|driver_api\.cpp|CUDAContext\.cpp"
    r"|device >= <n>|num_gpus"
    r"|CUDAGuardImpl|\.(?:h|cuh|hpp)':<n>|no kernel image|driver version|initialization error"
    r"|unhandled cuda error|failed to find C compiler|permission denied|no such file"
    r"|cannot open shared object|kMaxSupported|file format|PytorchStream|unexpected EOF|corrupt",
    re.IGNORECASE,
)
"""The machine, its driver or a broken file is at fault."""
OF_AN_ARGUMENT = re.compile(
    r"\.(?:is_\w+|scalar_type|device|dim|ndim|sizes?|layout|dtype|type|numel|strides?)\(\)"
    r".{0,80}INTERNAL ASSERT"
)
"""An assert on what the caller handed in, whatever its words say."""
CALLED_INTERNAL = re.compile(
    r"INTERNAL ASSERT FAILED.{0,200}please report a bug to PyTorch", re.IGNORECASE
)
ASKS_TO_REPORT = re.compile(
    r"please (?:report|file|open|submit|raise)\b.{0,60}\b(?:bug|issue|this)\b"
    r"|this is (?:likely |probably )?a bug in\b"
    r"|please report (?:this )?to the developers",
    re.IGNORECASE,
)
ONLY_IF = re.compile(
    r"\bif (?:you|this|it)\b|not supported|unsupported|feature request|would like", re.IGNORECASE
)
INDUCTOR = re.compile(
    r"(?:^|\.)(?:InductorError|LoweringException|BackendCompilerFailed|InternalTorchDynamoError)$"
)
INNER_OF_COMPILE = re.compile(
    r"OutOfMemory|OutOfResources|CompilationError|FileNotFound|CalledProcess|CppCompile"
    r"|Permission|OSError"
    r"|ImportError|ModuleNotFound|TritonMissing|GPUTooOld|CUDA error|HIP error"
    r"|NotImplementedError|custom op|fake (?:impl|tensor)|meta kernel|Cannot find|ptxas",
    re.IGNORECASE,
)
TRITON_WORDS = re.compile(r"\btt[gn]?\.\w|triton|nvvm|nvgpu|#blocked|amdgcn", re.IGNORECASE)
TRITON_INTERNAL = re.compile(
    r"PassManager::run failed|failures have been detected while processing an MLIR"
    r"|Pipeline failed while executing"
    r"|LLVM ERROR|Cannot select|failed to legalize|does not dominate this use"
    r"|LLVM Translation|Translate to LLVM IR failed"
    r"|Value 'sm<n>' is not defined",
    re.IGNORECASE,
)
CALLER_AT_FAULT = re.compile(
    r"n_tokens|n_batch|n_ubatch|n_ctx|n_seq|alloc|buffer|nullptr|NULL|fopen|file|mem|out of"
    r"|ctx_size|size <|n_gpu|tensor->data",
    re.IGNORECASE,
)
CRASHES = frozenset({"SIGSEGV", "SIGILL", "SIGFPE", "SIGBUS", "trap"})
COMPILING = re.compile(
    r"^(?:triton/(?:compiler|backends)/|numba/|torch/_(?:inductor|dynamo)/|jax/_src/compiler"
    r"|tokenizers/)"
)
"""Python files below which machine code runs that no other library takes part in."""
CAREFUL_CALLERS = frozenset({PYTHON, "torch", "tensorflow", "jaxlib", "llama.cpp", "onnxruntime"})
"""Libraries whose machine code calls others in well-tried ways; any other extension may err."""
NO_NAME = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'")
NO_MODULE = re.compile(r"No module named '(?P<module>\w+\.[\w.]+)'")
NO_ATTRIBUTE = re.compile(r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'")
NOT_INSTALLED_WELL = re.compile(r"partially initialized|circular import|unknown location")
NO_SYMBOL = re.compile(
    r"(?P<object>[\w.+-]+)\.so: undefined symbol: (?P<symbol>_Z\w*(?:c10|2at|5torch)\w*)"
)
