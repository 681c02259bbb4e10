package clients

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
)

const (
	project         = "p45e51b060f1b4e82916f9d2c33e8eb28"
	job             = "6ecbc5bac7c8442fb3d2563d53c13582"
	otherJob        = "c798139500d2456d82d95d108f182b5a"
	pipelineProject = "071112d87d3e4ed49130c691936202e9"
	pipeline        = "53acae73a3f44b2994f9b20a710721c6"
	otherPipeline   = "146542db758a4dc0995b44dff13e1933"
	strayPipeline   = "0747d5a7099e45f69dc1d099945909a9" // of another project
	unknown         = "0123456789abcdef0123456789abcdef"
	// The project that keys belong to is of another kind than a project of CodeArts.
	keyProject = "fedcba9876543210fedcba9876543210"

	developerRole int32 = 4
	testerRole    int32 = 6
)

var (
	buildFlagNames    = []string{"is_modify", "is_delete", "is_view", "is_execute", "is_copy", "is_forbidden", "is_manager"}
	pipelineFlagNames = []string{"operation_query", "operation_execute", "operation_update", "operation_delete", "operation_authorize"}
	seed              = readSeed("../../../fixtures/worlds/default.json")
	everything        = flags{"is_modify": true, "is_delete": true, "is_view": true, "is_execute": true, "is_copy": true, "is_forbidden": true, "is_manager": true}
)

// Flags by their documented names.
type flags map[string]bool

// A copy in which some flags are others.
func (f flags) with(other flags) flags {
	all := flags{}
	for _, some := range []flags{f, other} {
		for name, value := range some {
			all[name] = value
		}
	}
	return all
}

type user struct {
	Id        string
	Name      string
	Token     string
	AccessKey string `json:"access_key"`
	SecretKey string `json:"secret_key"`
	Password  string
	Domain    string
}

type world struct {
	Users    map[string]user
	Projects map[string]struct {
		Roles map[string]struct{ Build []string }
	}
}

func readSeed(path string) (seed world) {
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &seed)
	}
	if err != nil {
		panic(err)
	}
	return seed
}

// The user of this name.
func named(name string) user {
	for id, it := range seed.Users {
		if it.Name == name {
			it.Id = id
			return it
		}
	}
	panic("the seed has no " + name)
}

// What the project's matrix grants to every role in Build.
func buildMatrix() map[int32]flags {
	matrix := map[int32]flags{}
	for text, role := range seed.Projects[project].Roles {
		id, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			panic(fmt.Sprintf("%s is no role: %v", text, err))
		}
		matrix[int32(id)] = flags{}
		for _, flag := range buildFlagNames {
			matrix[int32(id)][flag] = slices.Contains(role.Build, flag)
		}
	}
	return matrix
}
