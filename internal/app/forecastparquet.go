package app

import (
	"fmt"
	"io"
	"reflect"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
)

// forecastParquet writes the columns of the CSV. The library takes a schema
// from a struct, so one is made with a field a column: ds is an integer or a
// date where all the file's are, else text.
func forecastParquet(w io.Writer, answers []answer, levels []quantile, horizon int) error {
	integer, date := true, true
	for i := range answers {
		label := answers[i].label(0)
		_, notInt := strconv.ParseInt(label, 10, 64)
		_, notDate := time.Parse(time.DateOnly, label)
		integer, date = integer && notInt == nil, date && notDate == nil
	}
	column := func(i int, t reflect.Type, tag string) reflect.StructField {
		return reflect.StructField{Name: "C" + strconv.Itoa(i), Type: t, Tag: reflect.StructTag(fmt.Sprintf("parquet:%q", tag))}
	}
	text, number := reflect.TypeFor[string](), reflect.TypeFor[*float64]()
	fields := []reflect.StructField{column(0, text, "unique_id,dict")}
	switch {
	case integer:
		fields = append(fields, column(1, reflect.TypeFor[int64](), "ds"))
	case date:
		fields = append(fields, column(1, reflect.TypeFor[int32](), "ds,date"))
	default:
		fields = append(fields, column(1, text, "ds"))
	}
	fields = append(fields, column(2, number, "mean"))
	for i, l := range levels {
		fields = append(fields, column(3+i, number, l.name))
	}
	schema := parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface())
	const group = 1 << 20 // rows held in memory before they are written
	out := parquet.NewWriter(w, schema, parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(group))
	row := make(parquet.Row, len(fields))
	optional := func(i int, v float64) {
		row[i] = parquet.NullValue().Level(0, 0, i)
		if len(figure(nil, v)) > 0 {
			row[i] = parquet.DoubleValue(v).Level(0, 1, i)
		}
	}
	for i := range answers {
		row[0] = parquet.ByteArrayValue([]byte(answers[i].wanted.ID)).Level(0, 0, 0)
		err := answers[i].steps(horizon, len(levels), func(label string, mean float64, q []float64) error {
			switch {
			case integer:
				n, err := strconv.ParseInt(label, 10, 64)
				if err != nil {
					return err
				}
				row[1] = parquet.Int64Value(n).Level(0, 0, 1)
			case date:
				t, err := time.Parse(time.DateOnly, label)
				if err != nil {
					return err
				}
				row[1] = parquet.Int32Value(int32(t.Unix()/(24*60*60))).Level(0, 0, 1)
			default:
				row[1] = parquet.ByteArrayValue([]byte(label)).Level(0, 0, 1)
			}
			optional(2, mean)
			for j, v := range q {
				optional(3+j, v)
			}
			_, err := out.WriteRows([]parquet.Row{row})
			return err
		})
		if err != nil {
			return fmt.Errorf("parquet: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	return nil
}
