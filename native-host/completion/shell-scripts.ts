/** The shells that can complete. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];

/** The command that the scripts ask: the place of the word at the cursor, the program's name being 0, then the words after that name. */
export const ASKED = '__complete';

/**
 * Scripts that ask the program that is being typed, so that they stay right when it is updated. Nothing that is typed is evaluated.
 * They read a line for each candidate, value and description with a tab between, then `:` with the kind of paths to offer instead.
 */
export const SHELL_SCRIPTS: Readonly<Record<Shell, string>> = {
  // Also for bash 3.2, which macOS has, without the package bash-completion; there, paths are offered wherever nothing else is.
  bash: `# Completion of holdfast in bash.
_holdfast() {
  local line paths=none program=\${COMP_WORDS[0]//[\\\\\\"\\']/}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) paths=\${line#:} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${program/#\\~\\//$HOME/}" ${ASKED} "$COMP_CWORD" -- "\${COMP_WORDS[@]:1}" 2>/dev/null)
  case $paths in
    none) compopt +o default 2>/dev/null ;;
    folders) compopt +o default -o dirnames 2>/dev/null ;;
  esac
  return 0
}
complete -o default -F _holdfast holdfast
`,
  zsh: `# Completion of holdfast in zsh.
_holdfast() {
  local line value paths=none program=\${(Q)words[1]}
  local -a candidates
  for line in "\${(@f)$("\${program/#\\~\\//$HOME/}" ${ASKED} $((CURRENT - 1)) -- "\${(@Q)words[2,-1]}" 2>/dev/null)}"; do
    case $line in
      :*) paths=\${line#:} ;;
      ?*) value=\${line%%$'\\t'*}; candidates+=("\${value//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  if (( \${#candidates} )); then _describe -V holdfast candidates
  elif [[ $paths == files ]]; then _files
  elif [[ $paths == folders ]]; then _files -/
  fi
}
(( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit }
compdef _holdfast holdfast
`,
  fish: `# Completion of holdfast in fish.
function __holdfast_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    for line in ($program ${ASKED} (count $words) -- $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path "$current"
            case ':folders'
                __fish_complete_directories "$current" ''
            case ':*'
            case '*'
                echo $line
        end
    end
end
complete -c holdfast -f -a '(__holdfast_complete)'
`,
  // PowerShell offers paths by itself where nothing else is offered. An empty last word is left out: version 5 would drop it.
  powershell: `# Completion of holdfast in PowerShell.
Register-ArgumentCompleter -Native -CommandName 'holdfast', 'holdfast.bat' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    $program = $commandAst.GetCommandName()
    $index = if ($wordToComplete -eq '') { $words.Count } else { $words.Count - 1 }
    $rest = @($words | Select-Object -Skip 1)
    & $program ${ASKED} $index '--' @rest 2>$null | Where-Object { -not $_.StartsWith(':') } | ForEach-Object {
        $value, $description = $_ -split "\`t", 2
        if (-not $description) { $description = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
    }
}
`,
};
