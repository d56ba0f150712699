{{ config(materialized='table') }}
select f.id, o."Id" as odd, '{{ source("raw", "warned").identifier }}' as identifier
from {{ source('raw', 'fresh') }} f, {{ source('Odd', 'thing') }} o, {{ source('unquoted', 'fresh') }} u
