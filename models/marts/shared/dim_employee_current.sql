with versions as (

    select * from {{ ref('dim_employee') }}

),

final as (

    select * from versions where is_current

)

select * from final
