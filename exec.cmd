@rem npm scripts begin with "exec" so that signals reach the program; cmd has no such word, so this file stands for it.
@%*
