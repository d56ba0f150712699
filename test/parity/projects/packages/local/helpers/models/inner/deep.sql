select * from {{ ref('base') }}, {{ ref('words') }}, {{ source('outside', 'numbers') }}
