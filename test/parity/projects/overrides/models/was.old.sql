{{ nothing() }}
