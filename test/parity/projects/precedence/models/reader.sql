select * from {{ ref('yaml_wins') }}, {{ ref('back') }}
