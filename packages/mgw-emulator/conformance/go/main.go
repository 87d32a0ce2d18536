// Makes calls with Alibaba Cloud's official Go SDK and prints what the SDK decoded. Input and output are those of sdk.py.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	mgw "github.com/alibabacloud-go/hcs-mgw-20240626/client"
	"github.com/alibabacloud-go/tea/tea"
)

type settings struct {
	Endpoint, UserId, Region string
}

type call struct {
	Operation   string
	Path        []string
	Request     json.RawMessage
	Credentials struct {
		AccessKeyId, AccessKeySecret, SecurityToken string
	}
}

type response struct {
	StatusCode *int32             `json:"statusCode"`
	Headers    map[string]*string `json:"headers"`
	Body       json.RawMessage    `json:"body"`
}

// requestOf decodes the request of a call into one of the SDK's models.
func requestOf[Request any](c call) *Request {
	request := new(Request)
	must(json.Unmarshal(c.Request, request))
	return request
}

func send(client *mgw.Client, user *string, c call) (any, error) {
	var name *string
	if len(c.Path) > 0 {
		name = &c.Path[0]
	}
	switch c.Operation {
	case "UpdateJob":
		return client.UpdateJob(user, name, requestOf[mgw.UpdateJobRequest](c))
	case "GetJob":
		return client.GetJob(user, name, requestOf[mgw.GetJobRequest](c))
	case "ListJob":
		return client.ListJob(user, requestOf[mgw.ListJobRequest](c))
	case "ListJobHistory":
		return client.ListJobHistory(user, name, requestOf[mgw.ListJobHistoryRequest](c))
	case "GetJobResult":
		return client.GetJobResult(user, name, requestOf[mgw.GetJobResultRequest](c))
	case "CreateReport":
		return client.CreateReport(user, requestOf[mgw.CreateReportRequest](c))
	case "GetReport":
		return client.GetReport(user, requestOf[mgw.GetReportRequest](c))
	case "CreateJob":
		return client.CreateJob(user, requestOf[mgw.CreateJobRequest](c))
	case "DeleteJob":
		return client.DeleteJob(user, name, requestOf[mgw.DeleteJobRequest](c))
	case "CreateAddress":
		return client.CreateAddress(user, requestOf[mgw.CreateAddressRequest](c))
	case "GetAddress":
		return client.GetAddress(user, name)
	case "VerifyAddress":
		return client.VerifyAddress(user, name)
	case "DeleteAddress":
		return client.DeleteAddress(user, name)
	}
	return nil, fmt.Errorf("unknown operation %s", c.Operation)
}

func clientOf(s settings, c call) *mgw.Client {
	config := &openapi.Config{
		AccessKeyId:     &c.Credentials.AccessKeyId,
		AccessKeySecret: &c.Credentials.AccessKeySecret,
		Endpoint:        &s.Endpoint,
		RegionId:        &s.Region,
		Protocol:        tea.String("HTTP"),
	}
	if c.Credentials.SecurityToken != "" {
		config.SecurityToken = &c.Credentials.SecurityToken
	}
	client, err := mgw.NewClient(config)
	must(err)
	return client
}

func outcome(s settings, c call) map[string]any {
	result, err := send(clientOf(s, c), &s.UserId, c)
	var refused *tea.SDKError
	if errors.As(err, &refused) {
		data := lossless([]byte(tea.StringValue(refused.Data)))
		return map[string]any{"code": refused.Code, "message": tea.StringValue(refused.Message), "data": data}
	}
	must(err)
	text, err := json.Marshal(result)
	must(err)
	var decoded response
	must(json.Unmarshal(text, &decoded))
	return map[string]any{
		"statusCode": decoded.StatusCode,
		"requestId":  decoded.Headers["x-oss-request-id"],
		"body":       lossless(decoded.Body),
	}
}

// lossless decodes JSON. Integers that a JavaScript number can't represent become strings.
func lossless(text []byte) any {
	if len(text) == 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	must(decoder.Decode(&value))
	return withoutLargeNumbers(value)
}

func withoutLargeNumbers(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			v[key] = withoutLargeNumbers(item)
		}
	case []any:
		for index, item := range v {
			v[index] = withoutLargeNumbers(item)
		}
	case json.Number:
		if number, err := v.Int64(); err == nil && number > 1<<53 {
			return v.String()
		}
	}
	return value
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	first, err := lines.ReadBytes('\n')
	must(err)
	var s settings
	must(json.Unmarshal(first, &s))
	output := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var c call
		must(json.Unmarshal(line, &c))
		must(output.Encode(outcome(s, c)))
	}
}
