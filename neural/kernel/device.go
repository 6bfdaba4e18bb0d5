package kernel

import "runtime"

// Level is the widest set of vector instructions the float32 loops may use.
type Level int

// The levels, each including the ones before it.
const (
	Generic Level = iota
	AVX2          // with FMA
	AVX512        // F, BW, DQ, VL
)

// CPU is what a processor can do, as far as the kernels care.
type CPU struct {
	Level Level
	BF16  bool // VDPBF16PS: bfloat16 products over 512-bit vectors
	VNNI  bool // VPDPBUSD: int8 products over 512-bit vectors
	AMX   bool // AMX tiles with bfloat16, granted by the operating system

	// BF16Fast says that VDPBF16PS multiplies faster than float32's FMA. It is
	// decided by the maker, not by a measurement, so that a machine never
	// changes its mind between runs. Measured on one core, GFLOP/s: AMD Zen 4
	// 233 against 117, Intel Sapphire Rapids 123 against 246.
	BF16Fast bool
}

// Precision is the type in which a product multiplies; sums are float32.
type Precision int

// The precisions.
const (
	F32 Precision = iota
	BF16
)

// Device is a processor put to work: a choice of instructions and a pool of
// workers. Safe for use by one goroutine at a time; its methods use all
// workers themselves.
type Device struct {
	cpu     CPU
	pool    *pool
	scratch []scratch // one a worker

	// What is being shared, and the methods that do a part of it, as values
	// made once: nothing is allocated where a product is only passed on.
	job                 job
	jobVec              fewRows
	jobRows             jobRows
	gridPart, rangePart func(worker, i int)
	vecPart             func(worker, lo, hi int)
}

// jobRows is a call of Rows under way.
type jobRows struct {
	n, parts int
	f        func(worker, lo, hi int)
}

// New returns a Device on this machine's processor with the given number of
// workers; 0 or less means GOMAXPROCS. Close it.
func New(workers int) *Device { return NewWith(Detect(), workers) }

// NewWith is New for a processor that can at most do what cpu says (tests hold
// one level against another with it). Capabilities this machine lacks are
// dropped.
func NewWith(cpu CPU, workers int) *Device {
	have := Detect()
	cpu.Level = min(cpu.Level, have.Level)
	cpu.BF16 = cpu.BF16 && have.BF16 && cpu.Level == AVX512
	cpu.VNNI = cpu.VNNI && have.VNNI && cpu.Level == AVX512
	cpu.AMX = cpu.AMX && have.AMX && cpu.Level == AVX512
	cpu.BF16Fast = cpu.BF16Fast && cpu.BF16
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	d := &Device{cpu: cpu, pool: newPool(workers), scratch: make([]scratch, workers)}
	d.job.queues = make([]queue, workers)
	d.gridPart, d.rangePart = d.gemmPart, d.runRange
	d.vecPart = d.vecColumns
	return d
}

// CPU is what the device uses.
func (d *Device) CPU() CPU { return d.cpu }

// Workers is the number of goroutines that share the work, the caller's
// included.
func (d *Device) Workers() int { return d.pool.workers }

// Close ends the workers and waits for them. Close of a closed Device does
// nothing.
func (d *Device) Close() { d.pool.close() }

// Run calls f for every i in [0, n), shared among the workers, and returns
// when all are done. worker, in [0, Workers()), names the one that runs it:
// use it to choose scratch space. f must not call Run.
func (d *Device) Run(n int, f func(worker, i int)) { d.pool.run(n, f) }

// Rows calls f for consecutive ranges [lo, hi) that cover [0, n), one range a
// worker when n is at least grain rows a worker, fewer otherwise. The ranges
// depend on n, grain and Workers() only.
func (d *Device) Rows(n, grain int, f func(worker, lo, hi int)) {
	parts := min(d.pool.workers, (n+grain-1)/max(grain, 1))
	if parts <= 1 {
		if n > 0 {
			f(0, 0, n)
		}
		return
	}
	d.jobRows = jobRows{n, parts, f}
	d.pool.run(parts, d.rangePart)
	d.jobRows.f = nil
}

// runRange calls the function given to Rows for the i-th range.
func (d *Device) runRange(worker, i int) {
	j := &d.jobRows
	if lo, hi := j.n*i/j.parts, j.n*(i+1)/j.parts; lo < hi {
		j.f(worker, lo, hi)
	}
}
