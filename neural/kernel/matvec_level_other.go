//go:build !amd64

package kernel

func (l Level) rowProducts(y, w []float32, stride int, x []float32) (rows int) { return 0 }

func (l Level) columnSums(y, w []float32, stride int, x []float32) bool { return false }

func (c CPU) rowProductsInt8(y []float32, w *Int8Mat, row int, x []uint8, times float32) (rows int) {
	return 0
}

func (c CPU) quantize(y []uint8, x []float32, inverse float32) int { return 0 }
