package kernel

//go:generate sh -c "cd gen && go run ./vector -out ../vector_amd64.s -stubs ../vector_amd64.go -pkg kernel -levels ../vector_level_amd64.go -none ../vector_level_other.go"

// Vector functions do the same on every device up to rounding; one device
// gives the same bits every time. Slices have the first one's length unless
// said otherwise. A NaN that enters is never lost: it stays where it was, or
// makes the whole result NaN where all values make up the result.

// Add adds a to dst, element by element.
func (d *Device) Add(dst, a []float32) {
	if d.cpu.Level.add(dst, a) {
		return
	}
	for i := range dst {
		dst[i] += a[i]
	}
}

// Axpy adds s*a to dst.
func (d *Device) Axpy(dst []float32, s float32, a []float32) {
	if d.cpu.Level.axpy(dst, s, a) {
		return
	}
	for i := range dst {
		dst[i] += s * a[i]
	}
}

// Scale multiplies dst by s.
func (d *Device) Scale(dst []float32, s float32) {
	if d.cpu.Level.scale(dst, s) {
		return
	}
	for i := range dst {
		dst[i] *= s
	}
}

// AddColumns adds the sum of x's rows to dst (the gradient of a bias), row
// after row. x is not transposed and as wide as dst.
func (d *Device) AddColumns(dst []float32, x Mat) {
	if x.Trans || x.Cols != len(dst) {
		panic("kernel: AddColumns of shapes that do not fit")
	}
	i := 0
	for ; i+4 <= x.Rows; i += 4 { // four at a time write dst once
		rows := x.Data[i*x.Stride : (i+3)*x.Stride+x.Cols]
		if !d.cpu.Level.addRows(dst, rows, uintptr(x.Stride)*4) {
			break
		}
	}
	for ; i < x.Rows; i++ {
		d.Add(dst, x.Row(i))
	}
}
