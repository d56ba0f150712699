select * from {{ ref('fails_unit') }}
