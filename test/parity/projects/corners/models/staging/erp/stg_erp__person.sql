select * from {{ source('erp', 'people') }}
