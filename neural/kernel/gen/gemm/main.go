// Command gemm writes the gemm kernels' assembly and its Go declarations.
package main

import "github.com/mmcloughlin/avo/build"

func main() { build.Generate() }
