"""Measures how fast llama.cpp writes with a GGUF file of ours: greedy tokens a
second, one stream, after a prompt of 8 tokens, and the time to the first token
after a prompt of 512. Only the time within llama_decode counts.

    python lm/hf/testdata/llama_speed.py --llama package/bins/linux-x64 small.gguf

Beside it, with random weights, which cost what others do:

    go test -run XX -bench Generate -benchtime 5x ./lm
"""
import argparse

import llamacpp

# Threads, and keys and values in F32 with plain attention, or in F16 with flash
# attention as llama.cpp likes them.
SETTINGS = [(1, True), (1, False), (2, True), (2, False)]


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("gguf", nargs="+")
    args.add_argument("--llama", required=True, help="the folder of libllama")
    args.add_argument("--tokens", type=int, default=256)
    args.add_argument("--repeat", type=int, default=5, help="the best of so many counts")
    args = args.parse_args()
    library = llamacpp.Library(args.llama)
    print(f"llama.cpp {library.version}")
    tokens = [300 + i % 200 for i in range(max(512, args.tokens))]
    for path in args.gguf:
        model = library.open(path)
        for threads, exact in SETTINGS:
            context = model.context(threads, exact, room=1024)
            rate, first = 0, float("inf")
            for _ in range(args.repeat):
                context.forget()
                context.spent(tokens[:8])
                rate = max(rate, args.tokens / sum(context.spent([t]) for t in tokens[:args.tokens]))
                context.forget()
                first = min(first, context.spent(tokens[:512]))
            context.close()
            print(f"{path}: {threads} threads, {'F32, plain attention' if exact else 'F16, flash attention'}: "
                  f"{rate:.0f} tokens/s, {1e3 * first:.1f} ms to the first token after 512", flush=True)
        model.close()


main()
