// Prints what kstatus says of objects: JSON lines {"object": …} on stdin become
// {"status": "Current", "message": …} on stdout.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		object := &unstructured.Unstructured{}
		fail(object.UnmarshalJSON(in.Bytes()))
		result, err := status.Compute(object)
		fail(err)
		fail(out.Encode(map[string]string{"status": string(result.Status), "message": result.Message}))
	}
	fail(in.Err())
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
