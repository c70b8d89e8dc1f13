import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { nearest } from '../../display/nearest.js';
import type { Context } from '../context/context.js';

// The scripts for shells. Each script passes the words up to the cursor to `artifacts complete`, which prints proposals, one a line. The
// proposals need no quotes, and the script never evaluates them. If there are none, the shell proposes the names of files.

// Readline splits words at = and @, and expects proposals only for the piece after them.
const BASH = `_artifacts() {
  local words word prefix= proposal breaks=\${COMP_WORDBREAKS//[^=@]/}
  IFS=$' \\t\\n' read -r -d '' -a words <<< "\${COMP_LINE:0:COMP_POINT}"
  [[ \${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && words+=('')
  word=\${words[\${#words[@]}-1]}
  [[ -n $breaks && $word == *[$breaks]* ]] && prefix=\${word%"\${word##*[$breaks]}"}
  COMPREPLY=()
  while IFS= read -r proposal; do
    COMPREPLY+=("\${proposal#"$prefix"}")
  done < <("$1" complete -- "\${words[@]:1}" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _artifacts artifacts
`;

const ZSH = `#compdef artifacts
_artifacts() {
  local -a proposals conditions
  proposals=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  conditions=(\${(M)proposals:#*=})
  proposals=(\${proposals:#(|*=)})
  (( \${#conditions} )) && compadd -S '' -a conditions
  (( \${#proposals} )) && compadd -a proposals
  (( \${#conditions} + \${#proposals} )) || _files
}
if [[ "\${funcstack[1]}" == _artifacts ]]; then _artifacts "$@"; else compdef _artifacts artifacts; fi
`;

const FISH = `function __artifacts_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l proposals ($words[1] complete -- $words[2..-1] 2>/dev/null)
    if test (count $proposals) -gt 0
        printf '%s\\n' $proposals
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c artifacts -f -a '(__artifacts_complete)'
`;

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/** The shells for which there is a script. */
export const SHELLS: readonly string[] = Object.keys(SCRIPTS);

/**
 * `artifacts completion`: prints the script that lets a shell complete words.
 *
 * @throws Failure if there is no script for the shell, or if `--json` is given.
 */
export async function completion({ terminal, json }: Context, shell: string): Promise<0> {
  if (json) throw new Failure('The answer is a script for a shell, so there is no --json.');
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script !== undefined) {
    await terminal.out.write(script);
    return 0;
  }
  const near = nearest(shell, SHELLS);
  const advice = near === undefined ? `There is one for ${SHELLS.join(', ')}.` : `Did you mean ${near}?`;
  throw new Failure(`There is no completion for "${escaped(shell)}". ${advice}`);
}
