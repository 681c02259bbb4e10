
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'codearts-mock' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'codearts-mock'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'codearts-mock' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to listen: `localhost` (both loopbacks) or IP addresses, `::` for all of IPv4 and IPv6; repeatable, or a comma list')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on, the same on every address; 0 for any free one')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Who may call: `presence` wants an X-Auth-Token or Authorization header with any value, `verify` a right one, `off` nothing')
            [CompletionResult]::new('--explain-signatures', '--explain-signatures', [CompletionResultType]::ParameterName, 'Answer a wrong signature with the request as the server would have signed it')
            [CompletionResult]::new('--quirk', '--quirk', [CompletionResultType]::ParameterName, 'How to read a place where the documentation is ambiguous; repeatable, or a comma list')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Set every quirk to its strictest value')
            [CompletionResult]::new('--validate-responses', '--validate-responses', [CompletionResultType]::ParameterName, 'Check every answer against the OpenAPI document that is served; a violation is a log line, the header X-Mock-Contract-Violation and a number in /_mock/health')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'A file or directory with the world to start from, instead of the built-in one; repeatable, in the variable a comma list')
            [CompletionResult]::new('--seed-json', '--seed-json', [CompletionResultType]::ParameterName, 'The world to start from, as JSON')
            [CompletionResult]::new('--clock', '--clock', [CompletionResultType]::ParameterName, 'A point in time such as 2024-09-20T06:38:49Z at which the clock stands still; without one it runs')
            [CompletionResult]::new('--id-seed', '--id-seed', [CompletionResultType]::ParameterName, 'A number that ids are made from, so that the same calls get the same ones')
            [CompletionResult]::new('--rate-limit', '--rate-limit', [CompletionResultType]::ParameterName, 'The most calls a second and at once in a namespace, written N/s or N/s:BURST')
            [CompletionResult]::new('--journal-entries', '--journal-entries', [CompletionResultType]::ParameterName, 'The most requests that the journal of a namespace keeps; 0 for no journal')
            [CompletionResult]::new('--journal-bytes', '--journal-bytes', [CompletionResultType]::ParameterName, 'The most bytes that the journal of a namespace keeps')
            [CompletionResult]::new('--max-namespaces', '--max-namespaces', [CompletionResultType]::ParameterName, 'The most namespaces')
            [CompletionResult]::new('--namespace-idle-ms', '--namespace-idle-ms', [CompletionResultType]::ParameterName, 'Time without a request after which a namespace may be dropped, in milliseconds')
            [CompletionResult]::new('--control-token', '--control-token', [CompletionResultType]::ParameterName, 'A token that the control plane demands in X-Mock-Control-Token')
            [CompletionResult]::new('--control-host', '--control-host', [CompletionResultType]::ParameterName, 'A host that a browser may call the control plane by, beside loopback and addresses; repeatable, or a comma list')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'The shape of a log line: `auto` is text on a terminal, JSON otherwise')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'How much to log: off, error, warn, info, debug, trace, or directives such as `info,codearts_mock=debug`; where this is not set, `RUST_LOG` is asked')
            [CompletionResult]::new('--max-connections', '--max-connections', [CompletionResultType]::ParameterName, 'Connections served at once; more wait until one ends')
            [CompletionResult]::new('--max-body-bytes', '--max-body-bytes', [CompletionResultType]::ParameterName, 'The largest request body, in bytes')
            [CompletionResult]::new('--max-memory-bytes', '--max-memory-bytes', [CompletionResultType]::ParameterName, 'What journals, changed state, snapshots, fault rules, issued tokens and bodies may take of memory together, in bytes')
            [CompletionResult]::new('--max-rows-per-request', '--max-rows-per-request', [CompletionResultType]::ParameterName, 'The most ids, and the most rows (ids by roles), that one request may name')
            [CompletionResult]::new('--header-timeout-ms', '--header-timeout-ms', [CompletionResultType]::ParameterName, 'Time for the head of a request to arrive, and for a connection to be idle, in milliseconds')
            [CompletionResult]::new('--body-timeout-ms', '--body-timeout-ms', [CompletionResultType]::ParameterName, 'Time for the body of a request to arrive, in milliseconds')
            [CompletionResult]::new('--drain-timeout-ms', '--drain-timeout-ms', [CompletionResultType]::ParameterName, 'Time for requests in flight to finish after a signal to stop, in milliseconds')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the APIs; this is what happens when no command is named')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print the variables that point official clients at the server')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Print a curl command whose signature verifies')
            [CompletionResult]::new('healthcheck', 'healthcheck', [CompletionResultType]::ParameterValue, 'Ask the server on the same host and port whether it is well: exit 0 if so, 1 otherwise')
            [CompletionResult]::new('openapi', 'openapi', [CompletionResultType]::ParameterValue, 'Print the OpenAPI document, as the server shows it at /_mock/openapi.json')
            [CompletionResult]::new('coverage', 'coverage', [CompletionResultType]::ParameterValue, 'Show what clients have exercised of the contract: exit 3 below the threshold, 1 if there is no server')
            [CompletionResult]::new('quirks', 'quirks', [CompletionResultType]::ParameterValue, 'Show where the documentation disagrees with itself, and which readings can be chosen')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'codearts-mock;serve' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to listen: `localhost` (both loopbacks) or IP addresses, `::` for all of IPv4 and IPv6; repeatable, or a comma list')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on, the same on every address; 0 for any free one')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Who may call: `presence` wants an X-Auth-Token or Authorization header with any value, `verify` a right one, `off` nothing')
            [CompletionResult]::new('--explain-signatures', '--explain-signatures', [CompletionResultType]::ParameterName, 'Answer a wrong signature with the request as the server would have signed it')
            [CompletionResult]::new('--quirk', '--quirk', [CompletionResultType]::ParameterName, 'How to read a place where the documentation is ambiguous; repeatable, or a comma list')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Set every quirk to its strictest value')
            [CompletionResult]::new('--validate-responses', '--validate-responses', [CompletionResultType]::ParameterName, 'Check every answer against the OpenAPI document that is served; a violation is a log line, the header X-Mock-Contract-Violation and a number in /_mock/health')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'A file or directory with the world to start from, instead of the built-in one; repeatable, in the variable a comma list')
            [CompletionResult]::new('--seed-json', '--seed-json', [CompletionResultType]::ParameterName, 'The world to start from, as JSON')
            [CompletionResult]::new('--clock', '--clock', [CompletionResultType]::ParameterName, 'A point in time such as 2024-09-20T06:38:49Z at which the clock stands still; without one it runs')
            [CompletionResult]::new('--id-seed', '--id-seed', [CompletionResultType]::ParameterName, 'A number that ids are made from, so that the same calls get the same ones')
            [CompletionResult]::new('--rate-limit', '--rate-limit', [CompletionResultType]::ParameterName, 'The most calls a second and at once in a namespace, written N/s or N/s:BURST')
            [CompletionResult]::new('--journal-entries', '--journal-entries', [CompletionResultType]::ParameterName, 'The most requests that the journal of a namespace keeps; 0 for no journal')
            [CompletionResult]::new('--journal-bytes', '--journal-bytes', [CompletionResultType]::ParameterName, 'The most bytes that the journal of a namespace keeps')
            [CompletionResult]::new('--max-namespaces', '--max-namespaces', [CompletionResultType]::ParameterName, 'The most namespaces')
            [CompletionResult]::new('--namespace-idle-ms', '--namespace-idle-ms', [CompletionResultType]::ParameterName, 'Time without a request after which a namespace may be dropped, in milliseconds')
            [CompletionResult]::new('--control-token', '--control-token', [CompletionResultType]::ParameterName, 'A token that the control plane demands in X-Mock-Control-Token')
            [CompletionResult]::new('--control-host', '--control-host', [CompletionResultType]::ParameterName, 'A host that a browser may call the control plane by, beside loopback and addresses; repeatable, or a comma list')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'The shape of a log line: `auto` is text on a terminal, JSON otherwise')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'How much to log: off, error, warn, info, debug, trace, or directives such as `info,codearts_mock=debug`; where this is not set, `RUST_LOG` is asked')
            [CompletionResult]::new('--max-connections', '--max-connections', [CompletionResultType]::ParameterName, 'Connections served at once; more wait until one ends')
            [CompletionResult]::new('--max-body-bytes', '--max-body-bytes', [CompletionResultType]::ParameterName, 'The largest request body, in bytes')
            [CompletionResult]::new('--max-memory-bytes', '--max-memory-bytes', [CompletionResultType]::ParameterName, 'What journals, changed state, snapshots, fault rules, issued tokens and bodies may take of memory together, in bytes')
            [CompletionResult]::new('--max-rows-per-request', '--max-rows-per-request', [CompletionResultType]::ParameterName, 'The most ids, and the most rows (ids by roles), that one request may name')
            [CompletionResult]::new('--header-timeout-ms', '--header-timeout-ms', [CompletionResultType]::ParameterName, 'Time for the head of a request to arrive, and for a connection to be idle, in milliseconds')
            [CompletionResult]::new('--body-timeout-ms', '--body-timeout-ms', [CompletionResultType]::ParameterName, 'Time for the body of a request to arrive, in milliseconds')
            [CompletionResult]::new('--drain-timeout-ms', '--drain-timeout-ms', [CompletionResultType]::ParameterName, 'Time for requests in flight to finish after a signal to stop, in milliseconds')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'codearts-mock;env' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'dotenv, export, github, gitlab, json, terraform, python, go or java')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server''s URL; by default that of the host and the port')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region whose endpoints are redirected')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The namespace, which the access key will carry')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to listen: `localhost` (both loopbacks) or IP addresses, `::` for all of IPv4 and IPv6; repeatable, or a comma list')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on, the same on every address; 0 for any free one')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'A file or directory with the world to start from, instead of the built-in one; repeatable, in the variable a comma list')
            [CompletionResult]::new('--seed-json', '--seed-json', [CompletionResultType]::ParameterName, 'The world to start from, as JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'codearts-mock;sign' {
            [CompletionResult]::new('--ak', '--ak', [CompletionResultType]::ParameterName, 'The access key')
            [CompletionResult]::new('--sk', '--sk', [CompletionResultType]::ParameterName, 'The secret key')
            [CompletionResult]::new('--body', '--body', [CompletionResultType]::ParameterName, 'The body')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'codearts-mock;healthcheck' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to listen: `localhost` (both loopbacks) or IP addresses, `::` for all of IPv4 and IPv6; repeatable, or a comma list')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on, the same on every address; 0 for any free one')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'codearts-mock;openapi' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format of the document')
            [CompletionResult]::new('--quirk', '--quirk', [CompletionResultType]::ParameterName, 'How to read a place where the documentation is ambiguous; repeatable, or a comma list')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Set every quirk to its strictest value')
            [CompletionResult]::new('--control', '--control', [CompletionResultType]::ParameterName, 'Describe the control plane, /_mock, instead of the emulated API')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'codearts-mock;coverage' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where the server is')
            [CompletionResult]::new('--min', '--min', [CompletionResultType]::ParameterName, 'The percentage below which the exit code is 3')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form of the report')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Narrow the report to one namespace')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'codearts-mock;quirks' {
            [CompletionResult]::new('--matrix', '--matrix', [CompletionResultType]::ParameterName, 'Print flags to paste, one line for each run: `single` deviations from the defaults, or the `full` product')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'codearts-mock;help' {
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the APIs; this is what happens when no command is named')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print the variables that point official clients at the server')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Print a curl command whose signature verifies')
            [CompletionResult]::new('healthcheck', 'healthcheck', [CompletionResultType]::ParameterValue, 'Ask the server on the same host and port whether it is well: exit 0 if so, 1 otherwise')
            [CompletionResult]::new('openapi', 'openapi', [CompletionResultType]::ParameterValue, 'Print the OpenAPI document, as the server shows it at /_mock/openapi.json')
            [CompletionResult]::new('coverage', 'coverage', [CompletionResultType]::ParameterValue, 'Show what clients have exercised of the contract: exit 3 below the threshold, 1 if there is no server')
            [CompletionResult]::new('quirks', 'quirks', [CompletionResultType]::ParameterValue, 'Show where the documentation disagrees with itself, and which readings can be chosen')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'codearts-mock;help;serve' {
            break
        }
        'codearts-mock;help;env' {
            break
        }
        'codearts-mock;help;sign' {
            break
        }
        'codearts-mock;help;healthcheck' {
            break
        }
        'codearts-mock;help;openapi' {
            break
        }
        'codearts-mock;help;coverage' {
            break
        }
        'codearts-mock;help;quirks' {
            break
        }
        'codearts-mock;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
