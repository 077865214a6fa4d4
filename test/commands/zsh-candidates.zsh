# What zsh offers at the end of lines: zsh -f zsh-candidates.zsh SCRIPT LINE...
# Prints a candidate a line, and an empty line behind those of each LINE. Only zsh's line editor completes, so it runs
# in a terminal of its own; each completion there appends its candidates to a file.
zmodload zsh/zpty
script=$1
shift
found=$(mktemp)
setup=$(mktemp)
trap 'zpty -d editor; rm -f $found $setup' EXIT
cat > $setup <<SETUP
PROMPT=
found=$found
autoload -Uz compinit
compinit -D -u
source ${(q)script}
SETUP
cat >> $setup <<'SETUP'
compadd() {
  # With -O, -A or -D it fills or looks at arrays, and offers nothing.
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a hits
  builtin compadd -A hits -D hits "$@"
  (( $#hits )) && print -rl -- $hits >> $found
  builtin compadd "$@"
}
candidates() {
  _main_complete
  print >> $found
  compstate[insert]= compstate[list]=
}
zle -C candidates complete-word candidates
bindkey '^I' candidates
print ready
SETUP
zpty editor zsh -f -i
zpty -w editor "source $setup"
zpty -r editor output '*ready*'
done=0
for line in "$@"; do
  zpty -w -n editor $'\C-u'"$line"$'\t'
  (( done += 1 ))
  while (( $(grep -c '^$' $found) < done )); do
    zpty -r -t editor output || sleep 0.02
  done
done
cat $found
