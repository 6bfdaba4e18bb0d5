"""llama.cpp by its C interface, of the shared libraries in
@node-llama-cpp/linux-x64 3.22.1 (llama.h and ggml.h of v0.5.0)."""
import ctypes
import glob
import sys
import time

import numpy as np


class Params(ctypes.Structure):
    """The library's parameters, longer than any version's: they go by value on
    the stack, where trailing bytes do no harm."""
    _fields_ = [("word", ctypes.c_int32 * 128)]


class Batch(ctypes.Structure):
    _fields_ = [("n_tokens", ctypes.c_int32), ("token", ctypes.POINTER(ctypes.c_int32)), ("embd", ctypes.c_void_p),
                ("pos", ctypes.POINTER(ctypes.c_int32)), ("n_seq_id", ctypes.POINTER(ctypes.c_int32)),
                ("seq_id", ctypes.POINTER(ctypes.POINTER(ctypes.c_int32))), ("logits", ctypes.POINTER(ctypes.c_int8))]


class PoolParams(ctypes.Structure):
    _fields_ = [("cpumask", ctypes.c_bool * 512), ("n_threads", ctypes.c_int), ("prio", ctypes.c_int),
                ("poll", ctypes.c_uint32), ("strict_cpu", ctypes.c_bool), ("paused", ctypes.c_bool)]


class Library:
    """libllama with the processor's best backend, which it picks itself."""

    def __init__(self, folder):
        self.folder = folder
        self.backend = ""

        def load(pattern):
            found = glob.glob(f"{folder}/{pattern}")
            if not found:
                raise SystemExit(f"there is no {pattern} in {folder}")
            return ctypes.CDLL(found[0], ctypes.RTLD_GLOBAL)
        self.base = load("libggml-base.so")
        ggml = load("libggml.v*.so")
        self.lib = lib = load("libllama.v*.so")
        self.log = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(self.hear)
        lib.llama_log_set(self.log, None)
        ggml.ggml_backend_load_all_from_path(str(folder).encode())
        lib.llama_backend_init()
        lib.llama_version.restype = ctypes.c_char_p
        self.version = f"{lib.llama_version().decode()}, {self.backend}"
        for name in ("llama_model_default_params", "llama_context_default_params"):
            getattr(lib, name).restype = Params
        for name in ("llama_model_load_from_file", "llama_init_from_model", "llama_model_get_vocab", "llama_get_memory"):
            getattr(lib, name).restype = ctypes.c_void_p
        lib.llama_model_load_from_file.argtypes = [ctypes.c_char_p, Params]
        lib.llama_init_from_model.argtypes = [ctypes.c_void_p, Params]
        for name in ("llama_model_get_vocab", "llama_vocab_n_tokens", "llama_free", "llama_model_free", "llama_get_memory"):
            getattr(lib, name).argtypes = [ctypes.c_void_p]
        lib.llama_memory_clear.argtypes = [ctypes.c_void_p, ctypes.c_bool]
        lib.llama_tokenize.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32, ctypes.POINTER(ctypes.c_int32),
                                       ctypes.c_int32, ctypes.c_bool, ctypes.c_bool]
        lib.llama_batch_init.restype = Batch
        lib.llama_decode.argtypes = [ctypes.c_void_p, Batch]
        lib.llama_batch_free.argtypes = [Batch]
        lib.llama_get_logits_ith.restype = ctypes.POINTER(ctypes.c_float)
        lib.llama_get_logits_ith.argtypes = [ctypes.c_void_p, ctypes.c_int32]
        lib.llama_attach_threadpool.argtypes = [ctypes.c_void_p] * 3
        self.base.ggml_threadpool_params_default.restype = PoolParams
        self.base.ggml_threadpool_params_default.argtypes = [ctypes.c_int]

    def hear(self, level, text, _):
        text = text.decode(errors="replace")
        if "libggml-cpu" in text:
            self.backend = text.strip().rsplit("/", 1)[-1]
        if level == 4:  # an error
            print(text, end="", file=sys.stderr)

    def open(self, path):
        return Model(self, path)


class Model:
    def __init__(self, library, path):
        self.library, self.lib = library, library.lib
        self.model = self.lib.llama_model_load_from_file(str(path).encode(), self.lib.llama_model_default_params())
        if not self.model:
            raise SystemExit(f"llama.cpp does not load {path}")
        self.vocab = self.lib.llama_model_get_vocab(self.model)
        self.size = self.lib.llama_vocab_n_tokens(self.vocab)

    def close(self):
        self.lib.llama_model_free(self.model)

    def tokenize(self, text):
        raw = text.encode()
        room = (ctypes.c_int32 * (len(raw) + 8))()
        n = self.lib.llama_tokenize(self.vocab, raw, len(raw), room, len(room), False, False)
        return list(room[:n])

    def context(self, threads=1, exact=True, room=0):
        return Context(self, threads, exact, room)


class Context:
    """A text in the making. exact keeps keys and values in F32 and leaves flash
    attention off; otherwise both are as llama.cpp likes them."""

    def __init__(self, model, threads, exact, room):
        self.model, self.lib = model, model.lib
        p = self.lib.llama_context_default_params()
        # The places of some settings; the defaults show that they are the right ones.
        assert p.word[0] == 512 and p.word[7] == p.word[8] > 0 and p.word[13] == -1 and p.word[26] == p.word[27] == 1, \
            "another version of llama.cpp: look its llama.h up"
        p.word[0] = room  # 0: the model's
        p.word[7] = p.word[8] = threads
        if exact:
            p.word[13] = 0  # flash attention off
            p.word[26] = p.word[27] = 0  # keys and values in F32
        self.context = self.lib.llama_init_from_model(model.model, p)
        if not self.context:
            raise SystemExit("llama.cpp makes no context")
        self.at = 0
        self.one = self.lib.llama_batch_init(1, 0, 1)
        # Threads that stay, as llama.cpp's own programs have them; without a
        # pool it starts them anew for every token.
        library = model.library
        self.pool = None
        if threads > 1:
            cpu = ctypes.CDLL(f"{library.folder}/{library.backend}")
            cpu.ggml_threadpool_new.restype = ctypes.c_void_p
            cpu.ggml_threadpool_free.argtypes = [ctypes.c_void_p]
            self.pool = cpu.ggml_threadpool_new(ctypes.byref(library.base.ggml_threadpool_params_default(threads)))
            self.free_pool = cpu.ggml_threadpool_free
            self.lib.llama_attach_threadpool(self.context, self.pool, self.pool)

    def close(self):
        self.lib.llama_batch_free(self.one)
        self.lib.llama_free(self.context)
        if self.pool:
            self.free_pool(self.pool)

    def forget(self):
        self.lib.llama_memory_clear(self.lib.llama_get_memory(self.context), True)
        self.at = 0

    def feed(self, ids, every=True):
        """Reads tokens; the logits after each of them, or after the last."""
        batch = self.lib.llama_batch_init(len(ids), 0, 1)
        batch.n_tokens = len(ids)
        for i, t in enumerate(ids):
            wanted = every or i == len(ids) - 1
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.seq_id[i][0], batch.logits[i] = t, self.at + i, 1, 0, wanted
        self.decode(batch)
        rows = [self.row(i) for i in range(len(ids)) if batch.logits[i]]
        self.lib.llama_batch_free(batch)
        self.at += len(ids)
        return np.stack(rows)

    def decode(self, batch):
        if self.lib.llama_decode(self.context, batch) != 0:
            raise SystemExit("llama.cpp does not run the model")

    def row(self, i):
        return np.ctypeslib.as_array(self.lib.llama_get_logits_ith(self.context, i), (self.model.size,)).copy()

    def spent(self, ids):
        """Seconds within llama_decode to read tokens, the logits of the last
        one included."""
        batch = self.one if len(ids) == 1 else self.lib.llama_batch_init(len(ids), 0, 1)
        batch.n_tokens = len(ids)
        for i, t in enumerate(ids):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.seq_id[i][0] = t, self.at + i, 1, 0
            batch.logits[i] = i == len(ids) - 1
        start = time.perf_counter()
        self.decode(batch)
        self.lib.llama_get_logits_ith(self.context, len(ids) - 1)
        took = time.perf_counter() - start
        if len(ids) > 1:
            self.lib.llama_batch_free(batch)
        self.at += len(ids)
        return took
