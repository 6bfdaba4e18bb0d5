package kernel

// Floats returns n zeros for work that walks through much memory: where the
// system has huge pages to give, it is asked for them, since looking up the
// pages of a training step's activations costs it one part in twenty.
func Floats(n int) []float32 {
	x := make([]float32, n)
	askForHugePages(x)
	return x
}
