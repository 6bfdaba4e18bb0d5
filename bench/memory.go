package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"hemline/lm"
	"hemline/neural/kernel"
)

// memorySteps is how long the training runs whose memory is measured: what a
// step needs is allocated in the first one, and kept weights at the first
// validation.
const memorySteps = 10

// memoryRows is the most memory a process held that trained the small model on
// headlines, from reading the file to the last step. The process is another
// copy of this program, so that what the other rows left behind does not count.
func (b *bench) memoryRows(ctx context.Context) ([]row, error) {
	r := row{Name: "memory", What: "peak memory (RSS) of training the small model in f32 on Weibo titles", Unit: "GB", Goal: &goal{AtMost: 1.2}}
	if b.data == "" {
		return skip(ctx, errNoData, r)
	}
	cmd := exec.CommandContext(ctx, b.self, "--data", b.data, "--measured-child")
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.Output()
	if err != nil {
		return skip(ctx, fmt.Errorf("the training in a process of its own failed: %w", err), r)
	}
	kib, err := strconv.ParseFloat(string(bytes.TrimSpace(out)), 64)
	if err != nil {
		return skip(ctx, fmt.Errorf("no figure from the training: %w", err), r)
	}
	r.set([]float64{kib * 1024 / 1e9})
	return []row{r}, nil
}

// trainSmall is the other process: it trains and returns the most memory it
// held, in KiB.
func (b *bench) trainSmall(ctx context.Context) (int64, error) {
	texts, err := b.read(ctx, headlines())
	if err != nil {
		return 0, err
	}
	learn := make([]lm.Text, len(texts))
	for i, t := range texts {
		learn[i].Text = t
	}
	dev := kernel.New(2)
	defer dev.Close()
	if _, _, err := lm.Train(ctx, dev, learn, lm.TrainOptions{Size: "small", Steps: memorySteps, Seed: 1}); err != nil {
		return 0, err
	}
	return mostMemory()
}

// mostMemory reads the high-water mark of this process from Linux. Not from
// getrusage: that one survives exec, so a child's begins at its parent's.
func mostMemory() (int64, error) {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, fmt.Errorf("the memory of a process is read from Linux's /proc: %w", err)
	}
	value, ok := field(string(raw), "VmHWM")
	if !ok {
		return 0, fmt.Errorf("/proc/self/status has no VmHWM")
	}
	return strconv.ParseInt(strings.TrimSuffix(value, " kB"), 10, 64)
}
