"""What ``gcmscore check`` looks at beyond the form of files: rules, silences and their outputs."""
