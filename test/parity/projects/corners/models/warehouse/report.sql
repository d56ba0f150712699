select * from {{ ref('aliased') }}, {{ ref('all_people') }}
