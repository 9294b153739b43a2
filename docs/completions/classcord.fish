# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_classcord_global_optspecs
    string join \n config= listen= data-dir= control-socket= log-level= log-file= lang= h/help V/version
end

function __fish_classcord_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_classcord_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_classcord_using_subcommand
    set -l cmd (__fish_classcord_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c classcord -n "__fish_classcord_needs_command" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_needs_command" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_needs_command" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_needs_command" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_needs_command" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_needs_command" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_needs_command" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_needs_command" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_needs_command" -s V -l version -d 'Print version'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "serve" -d 'Run the server; what happens without a command, too'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "chat" -d 'Chat in this terminal, on any ClassCord server'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "admin" -d 'Watch and steer the running server'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "user" -d 'Make, change and list accounts'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "import" -d 'Bring in the accounts and messages of another server, or exported messages (server stopped)'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "export" -d 'Write messages, accounts or bans to a file for other programs'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "backup" -d 'Copy the database while the chat goes on'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "restore" -d 'Put a backup in the place of the database (server stopped)'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "check" -d 'Verify a database or a backup, and count what is in it'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "cert" -d 'Make the certificate of the encrypted port, or show it'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "bench" -d 'Put a load on a server, and measure it'
complete -c classcord -n "__fish_classcord_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c classcord -n "__fish_classcord_using_subcommand serve" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand serve" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand serve" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand serve" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand serve" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand serve" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand serve" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand serve" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l as -d 'Log in to this account; the password is asked for, or is the first line of standard input' -r
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l guest -d 'Come in as a guest of this name' -r
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l fingerprint -d 'Speak TLS with the server of this certificate only: what `classcord cert --show` prints' -r
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l ca -d 'Speak TLS with servers only that a certificate in this PEM file vouches for' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l wait -d 'With --script: seconds without a line, after the end of standard input, that end it' -r
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l register -d 'Make the account first'
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l tls -d 'Speak TLS, on port 12346 if none is named; a server is known by the fingerprint that it showed the first time'
complete -c classcord -n "__fish_classcord_using_subcommand chat" -l script -d 'Without a terminal: send the JSON lines of standard input, print the JSON lines received'
complete -c classcord -n "__fish_classcord_using_subcommand chat" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "clients" -d 'Who is connected: address, channel, state, since when, bytes that wait'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "channels" -d 'The channels: topic, people, what may be done in them'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "users" -d 'Who is there'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "kick" -d 'Disconnect somebody, who may come back'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "mute" -d 'Let somebody read only'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "unmute" -d 'Let somebody speak again'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "ban" -d 'Keep somebody or an address out'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "unban" -d 'Let somebody or an address in again'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "bans" -d 'The mutes and bans in force'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "announce" -d 'Say something to everybody'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "delete" -d 'Strike out a message of a channel'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "topic" -d 'Say what a channel is about, or change it'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "role" -d 'Change what somebody with an account may do'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "channel" -d 'Change what may be done in a channel'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "history" -d 'What was said in a channel'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "log" -d 'The last lines of the log'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "stats" -d 'How the server is'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "reload" -d 'Have the configuration read again and the logs reopened'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "shutdown" -d 'Stop the server'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and not __fish_seen_subcommand_from clients channels users kick mute unmute ban unban bans announce delete topic role channel history log stats reload shutdown help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from clients" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from clients" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from clients" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from clients" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from clients" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from clients" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from clients" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from clients" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from clients" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from clients" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channels" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channels" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channels" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channels" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channels" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channels" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channels" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channels" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channels" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channels" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from users" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from users" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from users" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from users" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from users" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from users" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from users" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from users" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from users" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from users" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from kick" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from kick" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from kick" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from kick" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from kick" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from kick" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from kick" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from kick" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from kick" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from kick" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from mute" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from mute" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from mute" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from mute" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from mute" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from mute" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from mute" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from mute" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from mute" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from mute" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unmute" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unmute" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unmute" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unmute" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unmute" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unmute" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unmute" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unmute" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unmute" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unmute" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -l name -d 'Take it for a name, even if it looks like an address'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from ban" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -l name -d 'Take it for a name, even if it looks like an address'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from unban" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from bans" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from bans" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from bans" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from bans" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from bans" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from bans" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from bans" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from bans" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from bans" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from bans" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from announce" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from announce" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from announce" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from announce" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from announce" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from announce" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from announce" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from announce" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from announce" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from announce" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from delete" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from delete" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from delete" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from delete" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from delete" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from delete" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from delete" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from delete" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from delete" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -l clear -d 'Have none'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from topic" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from role" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from role" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from role" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from role" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from role" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from role" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from role" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from role" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from role" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from role" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channel" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channel" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channel" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channel" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channel" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channel" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channel" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channel" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channel" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from channel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l limit -d 'How many messages' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l before -d 'Only those before the one with this number' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -l lines -d 'How many' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from stats" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from stats" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from stats" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from stats" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from stats" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from stats" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from stats" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from stats" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from stats" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from stats" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from reload" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from reload" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from reload" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from reload" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from reload" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from reload" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from reload" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from reload" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from reload" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from reload" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -l socket -d 'The running server\'s Unix socket, whatever the configuration says' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -l yes -d 'Without asking first'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -l json -d 'Print the server\'s answer, one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from shutdown" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "clients" -d 'Who is connected: address, channel, state, since when, bytes that wait'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "channels" -d 'The channels: topic, people, what may be done in them'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "users" -d 'Who is there'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "kick" -d 'Disconnect somebody, who may come back'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "mute" -d 'Let somebody read only'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "unmute" -d 'Let somebody speak again'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "ban" -d 'Keep somebody or an address out'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "unban" -d 'Let somebody or an address in again'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "bans" -d 'The mutes and bans in force'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "announce" -d 'Say something to everybody'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Strike out a message of a channel'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "topic" -d 'Say what a channel is about, or change it'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "role" -d 'Change what somebody with an account may do'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "channel" -d 'Change what may be done in a channel'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "history" -d 'What was said in a channel'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "log" -d 'The last lines of the log'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "stats" -d 'How the server is'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "reload" -d 'Have the configuration read again and the logs reopened'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "shutdown" -d 'Stop the server'
complete -c classcord -n "__fish_classcord_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -f -a "add" -d 'Make an account; asks for the password, or reads it from standard input'
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -f -a "passwd" -d 'Give an account another password; asks for it, or reads it from standard input'
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -f -a "list" -d 'Show all accounts'
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -f -a "del" -d 'Remove an account, and the private messages that wait for it'
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -f -a "role" -d 'Say what somebody may do'
complete -c classcord -n "__fish_classcord_using_subcommand user; and not __fish_seen_subcommand_from add passwd list del role help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from add" -l role -d 'user, moderator or admin' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from add" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from add" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from add" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from add" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from add" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from add" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from add" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from passwd" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from passwd" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from passwd" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from passwd" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from passwd" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from passwd" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from passwd" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from passwd" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from list" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from list" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from list" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from list" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from list" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from list" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from list" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from del" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from del" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from del" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from del" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from del" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from del" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from del" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from del" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from role" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from role" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from role" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from role" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from role" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from role" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from role" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from role" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "add" -d 'Make an account; asks for the password, or reads it from standard input'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "passwd" -d 'Give an account another password; asks for it, or reads it from standard input'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show all accounts'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "del" -d 'Remove an account, and the private messages that wait for it'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "role" -d 'Say what somebody may do'
complete -c classcord -n "__fish_classcord_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c classcord -n "__fish_classcord_using_subcommand import" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand import" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand import" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand import" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand import" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand import" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand import" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand import" -l dry-run -d 'Say what would be done with each row, and change nothing'
complete -c classcord -n "__fish_classcord_using_subcommand import" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand export" -l format -d 'csv for a spreadsheet (UTF-8, comma), json for one array, jsonl for one object per line' -r -f -a "csv\t''
json\t''
jsonl\t''"
complete -c classcord -n "__fish_classcord_using_subcommand export" -l channel -d 'Messages of this channel only; its # may be left out' -r
complete -c classcord -n "__fish_classcord_using_subcommand export" -l since -d 'Messages from this day or moment on: 2026-11-24, 2026-11-24T10:00 or 24/11/2026, in local time' -r
complete -c classcord -n "__fish_classcord_using_subcommand export" -l until -d 'Messages up to the end of this day, or before this moment' -r
complete -c classcord -n "__fish_classcord_using_subcommand export" -s o -l output -d 'The file to write, readable for its owner only [default: standard output]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand export" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand export" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand export" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand export" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand export" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand export" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand export" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand export" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand backup" -l keep -d 'Remove all but the last N backups in the directory' -r
complete -c classcord -n "__fish_classcord_using_subcommand backup" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand backup" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand backup" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand backup" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand backup" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand backup" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand backup" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand backup" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand restore" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand restore" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand restore" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand restore" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand restore" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand restore" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand restore" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand restore" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand check" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand check" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand check" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand check" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand check" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand check" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand check" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand check" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l name -d 'A name or an address of this machine; may be given several times [default: what it is called, and localhost]' -r
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l days -d 'Days that it is valid' -r
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l force -d 'Replace the certificate and the key that are there: clients that know the old one will refuse the new one'
complete -c classcord -n "__fish_classcord_using_subcommand cert" -l show -d 'Show the certificate that is there'
complete -c classcord -n "__fish_classcord_using_subcommand cert" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l server -d 'The server' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l pid -d 'The server\'s process, if it runs on this machine: what it uses is reported' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l bytes -d 'Size of a message to everybody as it is delivered, with all that the protocol adds' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l patience -d 'Seconds that the server may be silent while something is due; then it is taken to be lost' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l json -d 'Print the report as one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l force -d 'Load a server outside of private networks too'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -l accounts -d 'Log in to accounts (made if they are not there) instead of coming in as guests'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -f -a "classroom" -d 'A class at its own pace: messages, private ones, user lists, presence, history'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -f -a "fanout" -d 'Messages to everybody, as fast as they go'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -f -a "unicast" -d 'Private messages, as fast as they go'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -f -a "storm" -d 'Everybody connects and comes in at once'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -f -a "idle" -d 'Everybody is there and nobody says anything'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -f -a "history" -d 'Everybody reads old messages'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -f -a "soak" -d 'Messages to everybody for a long time, with a look at the memory'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -f -a "paced" -d 'Messages to everybody at a steady rate: how long they take'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and not __fish_seen_subcommand_from classroom fanout unicast storm idle history soak paced help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l clients -d 'Clients' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l seconds -d 'How long the lesson lasts' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l pace -d 'How many times faster than a class everything happens' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l server -d 'The server' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l pid -d 'The server\'s process, if it runs on this machine: what it uses is reported' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l bytes -d 'Size of a message to everybody as it is delivered, with all that the protocol adds' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l patience -d 'Seconds that the server may be silent while something is due; then it is taken to be lost' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l json -d 'Print the report as one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l force -d 'Load a server outside of private networks too'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -l accounts -d 'Log in to accounts (made if they are not there) instead of coming in as guests'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from classroom" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l receivers -d 'Clients that get each message' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l senders -d 'How many of them talk' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l in-flight -d 'Messages of each sender that are on their way at a time' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l messages -d 'Messages in all' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l server -d 'The server' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l pid -d 'The server\'s process, if it runs on this machine: what it uses is reported' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l bytes -d 'Size of a message to everybody as it is delivered, with all that the protocol adds' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l patience -d 'Seconds that the server may be silent while something is due; then it is taken to be lost' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l json -d 'Print the report as one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l force -d 'Load a server outside of private networks too'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -l accounts -d 'Log in to accounts (made if they are not there) instead of coming in as guests'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from fanout" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l clients -d 'Clients, each of which writes to one other' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l in-flight -d 'Messages of each client that are on their way at a time' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l messages -d 'Messages in all' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l server -d 'The server' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l pid -d 'The server\'s process, if it runs on this machine: what it uses is reported' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l bytes -d 'Size of a message to everybody as it is delivered, with all that the protocol adds' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l patience -d 'Seconds that the server may be silent while something is due; then it is taken to be lost' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l json -d 'Print the report as one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l force -d 'Load a server outside of private networks too'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -l accounts -d 'Log in to accounts (made if they are not there) instead of coming in as guests'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from unicast" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l clients -d 'Clients' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l burst -d 'Clients that are on their way in at a time; as many as there are, if it is not given' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l server -d 'The server' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l pid -d 'The server\'s process, if it runs on this machine: what it uses is reported' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l bytes -d 'Size of a message to everybody as it is delivered, with all that the protocol adds' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l patience -d 'Seconds that the server may be silent while something is due; then it is taken to be lost' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l json -d 'Print the report as one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l force -d 'Load a server outside of private networks too'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -l accounts -d 'Log in to accounts (made if they are not there) instead of coming in as guests'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from storm" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l clients -d 'Clients' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l seconds -d 'How long the silence lasts' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l server -d 'The server' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l pid -d 'The server\'s process, if it runs on this machine: what it uses is reported' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l bytes -d 'Size of a message to everybody as it is delivered, with all that the protocol adds' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l patience -d 'Seconds that the server may be silent while something is due; then it is taken to be lost' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l json -d 'Print the report as one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l force -d 'Load a server outside of private networks too'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -l accounts -d 'Log in to accounts (made if they are not there) instead of coming in as guests'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from idle" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l clients -d 'Clients that read' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l messages -d 'Messages that are written first' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l limit -d 'Messages on a page' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l pages -d 'Pages in all' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l server -d 'The server' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l pid -d 'The server\'s process, if it runs on this machine: what it uses is reported' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l bytes -d 'Size of a message to everybody as it is delivered, with all that the protocol adds' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l patience -d 'Seconds that the server may be silent while something is due; then it is taken to be lost' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l json -d 'Print the report as one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l force -d 'Load a server outside of private networks too'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -l accounts -d 'Log in to accounts (made if they are not there) instead of coming in as guests'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l receivers -d 'Clients that get each message' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l senders -d 'How many of them talk' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l in-flight -d 'Messages of each sender that are on their way at a time' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l messages -d 'Messages in all' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l seconds -d 'For so long, if that is over before' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l server -d 'The server' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l pid -d 'The server\'s process, if it runs on this machine: what it uses is reported' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l bytes -d 'Size of a message to everybody as it is delivered, with all that the protocol adds' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l patience -d 'Seconds that the server may be silent while something is due; then it is taken to be lost' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l json -d 'Print the report as one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l force -d 'Load a server outside of private networks too'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -l accounts -d 'Log in to accounts (made if they are not there) instead of coming in as guests'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from soak" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l clients -d 'Clients, who talk in turn' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l rate -d 'Messages a second' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l seconds -d 'For how long' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l server -d 'The server' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l pid -d 'The server\'s process, if it runs on this machine: what it uses is reported' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l bytes -d 'Size of a message to everybody as it is delivered, with all that the protocol adds' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l patience -d 'Seconds that the server may be silent while something is due; then it is taken to be lost' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l config -d 'The configuration [default: /etc/classcord/classcord.toml if it exists]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l listen -d 'Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l data-dir -d 'The directory of the database [default: data]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l control-socket -d 'The console\'s socket [default: control.sock in the data directory]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l log-level -d 'How much the log says: error, warn, info, debug or trace' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l log-file -d 'The log\'s file [default: standard error]' -r -F
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l lang -d 'Language of what is said to people: fr or en' -r
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l json -d 'Print the report as one line of JSON'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l force -d 'Load a server outside of private networks too'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -l accounts -d 'Log in to accounts (made if they are not there) instead of coming in as guests'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from paced" -s h -l help -d 'Print help'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from help" -f -a "classroom" -d 'A class at its own pace: messages, private ones, user lists, presence, history'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from help" -f -a "fanout" -d 'Messages to everybody, as fast as they go'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from help" -f -a "unicast" -d 'Private messages, as fast as they go'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from help" -f -a "storm" -d 'Everybody connects and comes in at once'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from help" -f -a "idle" -d 'Everybody is there and nobody says anything'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from help" -f -a "history" -d 'Everybody reads old messages'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from help" -f -a "soak" -d 'Messages to everybody for a long time, with a look at the memory'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from help" -f -a "paced" -d 'Messages to everybody at a steady rate: how long they take'
complete -c classcord -n "__fish_classcord_using_subcommand bench; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "serve" -d 'Run the server; what happens without a command, too'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "chat" -d 'Chat in this terminal, on any ClassCord server'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "admin" -d 'Watch and steer the running server'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "user" -d 'Make, change and list accounts'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "import" -d 'Bring in the accounts and messages of another server, or exported messages (server stopped)'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "export" -d 'Write messages, accounts or bans to a file for other programs'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "backup" -d 'Copy the database while the chat goes on'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "restore" -d 'Put a backup in the place of the database (server stopped)'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "check" -d 'Verify a database or a backup, and count what is in it'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "cert" -d 'Make the certificate of the encrypted port, or show it'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "bench" -d 'Put a load on a server, and measure it'
complete -c classcord -n "__fish_classcord_using_subcommand help; and not __fish_seen_subcommand_from serve chat admin user import export backup restore check cert bench help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "clients" -d 'Who is connected: address, channel, state, since when, bytes that wait'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "channels" -d 'The channels: topic, people, what may be done in them'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "users" -d 'Who is there'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "kick" -d 'Disconnect somebody, who may come back'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "mute" -d 'Let somebody read only'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "unmute" -d 'Let somebody speak again'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "ban" -d 'Keep somebody or an address out'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "unban" -d 'Let somebody or an address in again'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "bans" -d 'The mutes and bans in force'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "announce" -d 'Say something to everybody'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "delete" -d 'Strike out a message of a channel'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "topic" -d 'Say what a channel is about, or change it'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "role" -d 'Change what somebody with an account may do'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "channel" -d 'Change what may be done in a channel'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "history" -d 'What was said in a channel'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "log" -d 'The last lines of the log'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "stats" -d 'How the server is'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "reload" -d 'Have the configuration read again and the logs reopened'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "shutdown" -d 'Stop the server'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from user" -f -a "add" -d 'Make an account; asks for the password, or reads it from standard input'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from user" -f -a "passwd" -d 'Give an account another password; asks for it, or reads it from standard input'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from user" -f -a "list" -d 'Show all accounts'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from user" -f -a "del" -d 'Remove an account, and the private messages that wait for it'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from user" -f -a "role" -d 'Say what somebody may do'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from bench" -f -a "classroom" -d 'A class at its own pace: messages, private ones, user lists, presence, history'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from bench" -f -a "fanout" -d 'Messages to everybody, as fast as they go'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from bench" -f -a "unicast" -d 'Private messages, as fast as they go'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from bench" -f -a "storm" -d 'Everybody connects and comes in at once'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from bench" -f -a "idle" -d 'Everybody is there and nobody says anything'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from bench" -f -a "history" -d 'Everybody reads old messages'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from bench" -f -a "soak" -d 'Messages to everybody for a long time, with a look at the memory'
complete -c classcord -n "__fish_classcord_using_subcommand help; and __fish_seen_subcommand_from bench" -f -a "paced" -d 'Messages to everybody at a steady rate: how long they take'
