# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_codearts_mock_global_optspecs
    string join \n host= port= auth= explain-signatures= quirk= strict= validate-responses= seed= seed-json= clock= id-seed= rate-limit= journal-entries= journal-bytes= max-namespaces= namespace-idle-ms= control-token= control-host= log-format= log-level= max-connections= max-body-bytes= max-memory-bytes= max-rows-per-request= header-timeout-ms= body-timeout-ms= drain-timeout-ms= h/help V/version
end

function __fish_codearts_mock_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_codearts_mock_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_codearts_mock_using_subcommand
    set -l cmd (__fish_codearts_mock_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l host -d 'Where to listen: `localhost` (both loopbacks) or IP addresses, `::` for all of IPv4 and IPv6; repeatable, or a comma list' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l port -d 'The port to listen on, the same on every address; 0 for any free one' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l auth -d 'Who may call: `presence` wants an X-Auth-Token or Authorization header with any value, `verify` a right one, `off` nothing' -r -f -a "off\t'Anybody'
presence\t'Whoever shows a credential, whatever it says'
verify\t'Whoever shows a token or a signature that is right'"
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l explain-signatures -d 'Answer a wrong signature with the request as the server would have signed it' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l quirk -d 'How to read a place where the documentation is ambiguous; repeatable, or a comma list' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l strict -d 'Set every quirk to its strictest value' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l validate-responses -d 'Check every answer against the OpenAPI document that is served; a violation is a log line, the header X-Mock-Contract-Violation and a number in /_mock/health' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l seed -d 'A file or directory with the world to start from, instead of the built-in one; repeatable, in the variable a comma list' -r -F
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l seed-json -d 'The world to start from, as JSON' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l clock -d 'A point in time such as 2024-09-20T06:38:49Z at which the clock stands still; without one it runs' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l id-seed -d 'A number that ids are made from, so that the same calls get the same ones' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l rate-limit -d 'The most calls a second and at once in a namespace, written N/s or N/s:BURST' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l journal-entries -d 'The most requests that the journal of a namespace keeps; 0 for no journal' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l journal-bytes -d 'The most bytes that the journal of a namespace keeps' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l max-namespaces -d 'The most namespaces' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l namespace-idle-ms -d 'Time without a request after which a namespace may be dropped, in milliseconds' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l control-token -d 'A token that the control plane demands in X-Mock-Control-Token' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l control-host -d 'A host that a browser may call the control plane by, beside loopback and addresses; repeatable, or a comma list' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l log-format -d 'The shape of a log line: `auto` is text on a terminal, JSON otherwise' -r -f -a "auto\t'Text on a terminal, JSON otherwise'
text\t'For a person'
json\t'One JSON object a line'"
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l log-level -d 'How much to log: off, error, warn, info, debug, trace, or directives such as `info,codearts_mock=debug`; where this is not set, `RUST_LOG` is asked' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l max-connections -d 'Connections served at once; more wait until one ends' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l max-body-bytes -d 'The largest request body, in bytes' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l max-memory-bytes -d 'What journals, changed state, snapshots, fault rules, issued tokens and bodies may take of memory together, in bytes' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l max-rows-per-request -d 'The most ids, and the most rows (ids by roles), that one request may name' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l header-timeout-ms -d 'Time for the head of a request to arrive, and for a connection to be idle, in milliseconds' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l body-timeout-ms -d 'Time for the body of a request to arrive, in milliseconds' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -l drain-timeout-ms -d 'Time for requests in flight to finish after a signal to stop, in milliseconds' -r
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -s V -l version -d 'Print version'
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -f -a "serve" -d 'Serve the APIs; this is what happens when no command is named'
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -f -a "env" -d 'Print the variables that point official clients at the server'
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -f -a "sign" -d 'Print a curl command whose signature verifies'
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -f -a "healthcheck" -d 'Ask the server on the same host and port whether it is well: exit 0 if so, 1 otherwise'
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -f -a "openapi" -d 'Print the OpenAPI document, as the server shows it at /_mock/openapi.json'
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -f -a "coverage" -d 'Show what clients have exercised of the contract: exit 3 below the threshold, 1 if there is no server'
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -f -a "quirks" -d 'Show where the documentation disagrees with itself, and which readings can be chosen'
complete -c codearts-mock -n "__fish_codearts_mock_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l host -d 'Where to listen: `localhost` (both loopbacks) or IP addresses, `::` for all of IPv4 and IPv6; repeatable, or a comma list' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l port -d 'The port to listen on, the same on every address; 0 for any free one' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l auth -d 'Who may call: `presence` wants an X-Auth-Token or Authorization header with any value, `verify` a right one, `off` nothing' -r -f -a "off\t'Anybody'
presence\t'Whoever shows a credential, whatever it says'
verify\t'Whoever shows a token or a signature that is right'"
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l explain-signatures -d 'Answer a wrong signature with the request as the server would have signed it' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l quirk -d 'How to read a place where the documentation is ambiguous; repeatable, or a comma list' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l strict -d 'Set every quirk to its strictest value' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l validate-responses -d 'Check every answer against the OpenAPI document that is served; a violation is a log line, the header X-Mock-Contract-Violation and a number in /_mock/health' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l seed -d 'A file or directory with the world to start from, instead of the built-in one; repeatable, in the variable a comma list' -r -F
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l seed-json -d 'The world to start from, as JSON' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l clock -d 'A point in time such as 2024-09-20T06:38:49Z at which the clock stands still; without one it runs' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l id-seed -d 'A number that ids are made from, so that the same calls get the same ones' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l rate-limit -d 'The most calls a second and at once in a namespace, written N/s or N/s:BURST' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l journal-entries -d 'The most requests that the journal of a namespace keeps; 0 for no journal' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l journal-bytes -d 'The most bytes that the journal of a namespace keeps' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l max-namespaces -d 'The most namespaces' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l namespace-idle-ms -d 'Time without a request after which a namespace may be dropped, in milliseconds' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l control-token -d 'A token that the control plane demands in X-Mock-Control-Token' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l control-host -d 'A host that a browser may call the control plane by, beside loopback and addresses; repeatable, or a comma list' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l log-format -d 'The shape of a log line: `auto` is text on a terminal, JSON otherwise' -r -f -a "auto\t'Text on a terminal, JSON otherwise'
text\t'For a person'
json\t'One JSON object a line'"
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l log-level -d 'How much to log: off, error, warn, info, debug, trace, or directives such as `info,codearts_mock=debug`; where this is not set, `RUST_LOG` is asked' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l max-connections -d 'Connections served at once; more wait until one ends' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l max-body-bytes -d 'The largest request body, in bytes' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l max-memory-bytes -d 'What journals, changed state, snapshots, fault rules, issued tokens and bodies may take of memory together, in bytes' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l max-rows-per-request -d 'The most ids, and the most rows (ids by roles), that one request may name' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l header-timeout-ms -d 'Time for the head of a request to arrive, and for a connection to be idle, in milliseconds' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l body-timeout-ms -d 'Time for the body of a request to arrive, in milliseconds' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -l drain-timeout-ms -d 'Time for requests in flight to finish after a signal to stop, in milliseconds' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand env" -l format -d 'dotenv, export, github, gitlab, json, terraform, python, go or java' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand env" -l url -d 'The server\'s URL; by default that of the host and the port' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand env" -l region -d 'The region whose endpoints are redirected' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand env" -l namespace -d 'The namespace, which the access key will carry' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand env" -l host -d 'Where to listen: `localhost` (both loopbacks) or IP addresses, `::` for all of IPv4 and IPv6; repeatable, or a comma list' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand env" -l port -d 'The port to listen on, the same on every address; 0 for any free one' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand env" -l seed -d 'A file or directory with the world to start from, instead of the built-in one; repeatable, in the variable a comma list' -r -F
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand env" -l seed-json -d 'The world to start from, as JSON' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand env" -s h -l help -d 'Print help'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand sign" -l ak -d 'The access key' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand sign" -l sk -d 'The secret key' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand sign" -l body -d 'The body' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand sign" -s h -l help -d 'Print help'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand healthcheck" -l host -d 'Where to listen: `localhost` (both loopbacks) or IP addresses, `::` for all of IPv4 and IPv6; repeatable, or a comma list' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand healthcheck" -l port -d 'The port to listen on, the same on every address; 0 for any free one' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand healthcheck" -s h -l help -d 'Print help'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand openapi" -l format -d 'The format of the document' -r -f -a "json\t'JSON'
yaml\t'YAML'"
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand openapi" -l quirk -d 'How to read a place where the documentation is ambiguous; repeatable, or a comma list' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand openapi" -l strict -d 'Set every quirk to its strictest value' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand openapi" -l control -d 'Describe the control plane, /_mock, instead of the emulated API'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand openapi" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand coverage" -l url -d 'Where the server is' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand coverage" -l min -d 'The percentage below which the exit code is 3' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand coverage" -l format -d 'The form of the report' -r -f -a "markdown\t''
json\t''
junit\t''
html\t''"
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand coverage" -l namespace -d 'Narrow the report to one namespace' -r
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand coverage" -s h -l help -d 'Print help'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand quirks" -l matrix -d 'Print flags to paste, one line for each run: `single` deviations from the defaults, or the `full` product' -r -f -a "single\t'The defaults, each single deviation, and the strict options'
full\t'Every combination of options'"
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand quirks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand help; and not __fish_seen_subcommand_from serve env sign healthcheck openapi coverage quirks help" -f -a "serve" -d 'Serve the APIs; this is what happens when no command is named'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand help; and not __fish_seen_subcommand_from serve env sign healthcheck openapi coverage quirks help" -f -a "env" -d 'Print the variables that point official clients at the server'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand help; and not __fish_seen_subcommand_from serve env sign healthcheck openapi coverage quirks help" -f -a "sign" -d 'Print a curl command whose signature verifies'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand help; and not __fish_seen_subcommand_from serve env sign healthcheck openapi coverage quirks help" -f -a "healthcheck" -d 'Ask the server on the same host and port whether it is well: exit 0 if so, 1 otherwise'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand help; and not __fish_seen_subcommand_from serve env sign healthcheck openapi coverage quirks help" -f -a "openapi" -d 'Print the OpenAPI document, as the server shows it at /_mock/openapi.json'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand help; and not __fish_seen_subcommand_from serve env sign healthcheck openapi coverage quirks help" -f -a "coverage" -d 'Show what clients have exercised of the contract: exit 3 below the threshold, 1 if there is no server'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand help; and not __fish_seen_subcommand_from serve env sign healthcheck openapi coverage quirks help" -f -a "quirks" -d 'Show where the documentation disagrees with itself, and which readings can be chosen'
complete -c codearts-mock -n "__fish_codearts_mock_using_subcommand help; and not __fish_seen_subcommand_from serve env sign healthcheck openapi coverage quirks help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
